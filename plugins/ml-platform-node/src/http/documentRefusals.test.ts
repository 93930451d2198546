import { documentRefusals } from './documentRefusals';

describe('documentRefusals', () => {
  it('adds what every operation may answer, and keeps what a route says', () => {
    const document = documentRefusals({
      paths: {
        '/a': {
          get: { responses: { 200: {}, 401: { description: 'own' } } },
          post: { requestBody: {}, responses: { 201: {} } },
        },
      },
    });
    const { get, post } = document.paths['/a'];
    expect(Object.keys(get.responses)).toEqual(['200', '401', '429', '503']);
    expect(get.responses[401]).toEqual({ description: 'own' });
    expect(Object.keys(post.responses)).toEqual([
      ...['201', '400', '401', '408', '413', '415', '429', '503'],
    ]);
  });

  it('takes a document without paths', () => {
    expect(documentRefusals({})).toEqual({});
  });
});
