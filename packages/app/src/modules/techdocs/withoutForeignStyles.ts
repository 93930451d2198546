const LINK = /<link\b[^>]*>/gi;
const HREF = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/i;
/** Any origin that documentation cannot come from: an address that stays on it is relative. */
const HERE = 'https://documentation.invalid';

function leadsAway(tag: string): boolean {
  const [, double, single, bare] = HREF.exec(tag) ?? [];
  const href = (double ?? single ?? bare ?? '').trim();
  return URL.canParse(href, HERE) && new URL(href, HERE).origin !== HERE;
}

/**
 * A page of documentation without style sheets of other hosts. MkDocs asks Google for its fonts; TechDocs shows a page
 * only when every style sheet has loaded, so where that host cannot be reached the page would never appear. And what
 * somebody reads is nobody else's business.
 */
export function withoutForeignStyles(html: string): string {
  return html.replace(LINK, tag => (leadsAway(tag) ? '' : tag));
}
