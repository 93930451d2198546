/** An anchored glob in which `*` stands for anything; case-sensitive. Linear in the length of the text. */
export function compileGlob(pattern: string): (text: string) => boolean {
  const [head = '', ...rest] = pattern.split('*');
  return text => {
    if (rest.length === 0) {
      return text === pattern;
    }
    const tail = rest.at(-1) ?? '';
    const fits =
      text.length >= head.length + tail.length &&
      text.startsWith(head) &&
      text.endsWith(tail);
    if (!fits) {
      return false;
    }
    let at = head.length;
    for (const part of rest.slice(0, -1)) {
      const found = text.indexOf(part, at);
      if (found < 0) {
        return false;
      }
      at = found + part.length;
    }
    return at <= text.length - tail.length;
  };
}
