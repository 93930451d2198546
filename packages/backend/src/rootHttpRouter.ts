import { rootHttpRouterServiceFactory } from '@backstage/backend-defaults/rootHttpRouter';

const COME_AGAIN_SECONDS = 2;

/**
 * The server listens before plugins have their routes. What finds none until all have started is told to come again:
 * a producer that was answered 404 would take it for good and drop its events.
 */
export const rootHttpRouter = rootHttpRouterServiceFactory({
  configure({ middleware, lifecycle, applyDefaults }) {
    let isStarted = false;
    lifecycle.addStartupHook(() => {
      isStarted = true;
    });
    const notFound = middleware.notFound();
    middleware.notFound = () => (req, res, next) => {
      if (isStarted) {
        notFound(req, res, next);
        return;
      }
      res
        .status(503)
        .setHeader('Retry-After', COME_AGAIN_SECONDS)
        .json({
          error: {
            name: 'ServiceUnavailableError',
            message: `The portal is starting; send this request again in ${COME_AGAIN_SECONDS} seconds.`,
          },
          request: { method: req.method, url: req.path },
          response: { statusCode: 503 },
        });
    };
    applyDefaults();
  },
});
