import { openApiDocument } from './openApiDocument';

describe('openApiDocument', () => {
  it('describes every operation, and refers to nothing that is not there', () => {
    const document = openApiDocument();
    const text = JSON.stringify(document);
    const refs = [
      ...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g),
    ];
    expect(refs.length).toBeGreaterThan(10);
    for (const [, name] of refs) {
      expect(document.components?.schemas).toHaveProperty([String(name)]);
    }
    for (const path of Object.values(document.paths ?? {})) {
      for (const operation of Object.values(path ?? {})) {
        expect(operation).toMatchObject({
          operationId: expect.any(String),
          summary: expect.any(String),
          responses: expect.any(Object),
        });
        const statuses = Object.keys(Object(operation).responses);
        expect(statuses.some(status => /^20[01]$/.test(status))).toBe(true);
      }
    }
  });
});
