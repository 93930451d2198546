/** Two runs that set out together, one of which arrives sooner. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="var(--bui-accent-bg)" />
      <g fill="none" strokeWidth="2.6" strokeLinecap="round">
        <path
          d="M7 22.5c4.2 0 4.6-4.5 7.6-4.5s3.2 2.2 5.4 0c2-2 2.4-6.5 5-8.5"
          stroke="var(--bui-accent-fg)"
        />
        <path
          d="M7 15.5c3.4 0 4.2-5 7.4-5"
          stroke="var(--bui-accent-fg)"
          opacity="0.55"
        />
      </g>
      <circle cx="25" cy="9.5" r="2.6" fill="var(--bui-accent-fg)" />
    </svg>
  );
}
