export interface Badge {
  readonly label: string;
  readonly value: string;
  /** Filled steps of all steps. */
  readonly rank: number;
  readonly of: number;
}

const escapeXml = (text: string): string =>
  text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);

/** About the width of a text in 11 px Verdana and its kin. */
const widthOf = (text: string): number => Math.ceil(text.length * 6.6) + 12;

const shorten = (text: string): string =>
  text.length > 40 ? `${text.slice(0, 39)}…` : text;

/** What a badge says, for those who do not see it. */
export function badgeText({ label, value, rank, of }: Badge): string {
  return of > 0
    ? `${label}: ${value} (${rank} of ${of})`
    : `${label}: ${value}`;
}

/** A badge as SVG. Levels are shown as filled steps and in words, not by colour alone. */
export function badgeSvg(badge: Badge): string {
  const label = shorten(badge.label);
  const value = shorten(badge.value);
  const left = widthOf(label);
  const steps = badge.of * 8;
  const right = widthOf(value) + steps + (steps ? 4 : 0);
  const text = escapeXml(badgeText(badge));
  const marks = Array.from({ length: badge.of }, (_, step) => {
    const filled = step < badge.rank ? '#fff' : 'none';
    return `<rect x="${left + 8 + step * 8}" y="7" width="6" height="6" fill="${filled}" stroke="#fff"/>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${text}">`,
    `<title>${text}</title>`,
    `<rect width="${left}" height="20" fill="#4a4f57"/>`,
    `<rect x="${left}" width="${right}" height="20" fill="#1f5493"/>`,
    ...marks,
    `<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">`,
    `<text x="6" y="14">${escapeXml(label)}</text>`,
    `<text x="${left + steps + (steps ? 10 : 6)}" y="14">${escapeXml(value)}</text>`,
    `</g></svg>`,
  ].join('');
}
