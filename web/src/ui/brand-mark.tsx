export interface BrandMarkProps {
  /** Width and height in px. */
  readonly size?: number;
}

/** The mark: threads crossing in a rounded square. */
export function BrandMark({ size = 26 }: BrandMarkProps) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" fill="var(--mantine-color-plum-7)" />
      <g fill="none" strokeLinecap="round" strokeWidth="3.4">
        <path d="M9 7v18M16 7v6M16 20v5M23 7v18" stroke="#f3eaf4" />
        <path d="M13.500 11h6M6 17h3M13.500 17h12M6 23h20" stroke="#e8ad3d" />
      </g>
    </svg>
  );
}
