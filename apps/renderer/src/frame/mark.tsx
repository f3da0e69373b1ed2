/** The product's mark: the arch of a casemate. */
export function Mark({ size = 20 }: { size?: number }) {
  return (
    <svg
      aria-hidden
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="var(--interactive)"
      strokeWidth="1.9"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d="M3 20.5V12a9 9 0 0 1 18 0v8.5z" />
      <path d="M8.5 20.5v-7a3.5 3.5 0 0 1 7 0v7" />
    </svg>
  );
}
