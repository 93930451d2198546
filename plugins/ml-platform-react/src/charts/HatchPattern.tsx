/** Fill of what is hidden, missing or left out; used as `url(#id)`. */
export function HatchPattern({ id }: { readonly id: string }) {
  return (
    <pattern
      id={id}
      width="7"
      height="7"
      patternUnits="userSpaceOnUse"
      patternTransform="rotate(45)"
    >
      <rect width="7" height="7" fill="var(--mli-hatch-bg)" />
      <line
        x1="0"
        y1="0"
        x2="0"
        y2="7"
        stroke="var(--mli-hatch)"
        strokeWidth="2"
      />
    </pattern>
  );
}
