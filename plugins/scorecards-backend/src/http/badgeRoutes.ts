import { stringifyEntityRef } from '@backstage/catalog-model';
import { InputError, NotFoundError } from '@backstage/errors';
import type express from 'express';
import { parseBody } from '@mli/plugin-ml-platform-node';
import { fullEntityRef } from '../service/fullEntityRef';
import type { ResultService } from '../service/ResultService';
import { badgeSvg, badgeText } from './badge';
import type { Gate } from './Gate';
import { badgeQuerySchema } from './parseListQuery';

const KINDS = ['component', 'offering'];
const CACHE_SECONDS = 300;

/** Badges of components and offerings, for pages and documents that the reader opens signed in. */
export function addBadgeRoutes(
  router: express.Router,
  { gate, results }: { gate: Gate; results: ResultService },
): void {
  router.get('/badge/:kind/:namespace/:name', async (req, res) => {
    const credentials = await gate.viewer(req);
    const query = parseBody(badgeQuerySchema, req.query);
    const { kind, namespace, name } = req.params;
    const entity = fullEntityRef(stringifyEntityRef({ kind, namespace, name }));
    const scorecard = fullEntityRef(query.scorecard, 'scorecard');
    if (
      !scorecard ||
      !entity ||
      !KINDS.includes(kind.toLocaleLowerCase('en-US'))
    ) {
      throw new InputError(
        `There are badges of ${KINDS.join(' and ')}, such as /badge/component/default/lane-net?scorecard=component-maturity`,
      );
    }
    const item = await results.scorecard(credentials, scorecard);
    const [level] = await results.levels(credentials, {
      entities: [entity],
      scorecards: [scorecard],
      limit: 1,
    });
    if (!level) {
      throw new NotFoundError(
        `There is no level of ${entity} on ${scorecard}, or you may not see it.`,
      );
    }
    const badge = {
      label: item.title,
      value: level.level?.title ?? 'no level yet',
      rank: level.level?.rank ?? 0,
      of: item.levels.length,
    };
    // what one may see is one's own: nobody between may keep it
    res.setHeader('cache-control', `private, max-age=${CACHE_SECONDS}`);
    res.setHeader('vary', 'authorization, cookie');
    if (query.format === 'text') {
      res.type('text/plain; charset=utf-8').send(`${badgeText(badge)}\n`);
      return;
    }
    res.setHeader(
      'content-security-policy',
      "default-src 'none'; style-src 'unsafe-inline'",
    );
    res.type('image/svg+xml').send(badgeSvg(badge));
  });
}
