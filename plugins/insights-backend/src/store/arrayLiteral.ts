type Element = string | number | boolean | Date | Buffer | null;

/** Most texts need no escape; asking is cheaper than replacing. */
const SPECIAL = /["\\]/;
const EVERY_SPECIAL = /["\\]/g;

/**
 * A column of values as the text PostgreSQL reads as an array. The driver does the same with two replacements for
 * every element; a batch of events has tens of thousands.
 */
export function arrayLiteral(values: readonly Element[]): string {
  let text = '{';
  for (let index = 0; index < values.length; index += 1) {
    text += `${index === 0 ? '' : ','}${elementLiteral(values[index])}`;
  }
  return `${text}}`;
}

function elementLiteral(value: Element | undefined): string {
  switch (typeof value) {
    case 'string':
      return SPECIAL.test(value)
        ? `"${value.replace(EVERY_SPECIAL, '\\$&')}"`
        : `"${value}"`;
    case 'number':
      return String(value);
    case 'boolean':
      return value ? 't' : 'f';
    default:
      break;
  }
  if (value instanceof Date) {
    return `"${value.toISOString()}"`;
  }
  return Buffer.isBuffer(value) ? `"\\\\x${value.toString('hex')}"` : 'NULL';
}
