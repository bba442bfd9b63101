import { useEffect, useState } from "react";

const PATIENCE_MS = 400;

/** Bars of the final size; only when loading takes noticeably long. */
export function Skeleton() {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!isSlow) return null;
  return (
    <div aria-hidden="true">
      <span className="skeleton" style={{ width: 260, height: 32, marginBottom: 28 }} />
      <span className="skeleton" style={{ height: 84, marginBottom: 16 }} />
      <span className="skeleton" style={{ height: 420 }} />
    </div>
  );
}
