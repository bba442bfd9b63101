import { useState } from "react";

import { errands as t } from "../../texts/errands";
import { Button } from "../../ui/Button";

/** Lines for whoever has to look deeper, folded; nothing where there are none. */
export function Said({ title, lines }: { title: string; lines: readonly string[] }) {
  const [isCopied, setCopied] = useState(false);
  if (lines.length === 0) return null;
  const text = lines.join("\n");
  const copy = (): void => {
    void navigator.clipboard?.writeText(text).then(() => setCopied(true));
  };
  return (
    <details className="said">
      <summary>{title}</summary>
      <pre tabIndex={0}>{text}</pre>
      <Button size="sm" onClick={copy}>
        {isCopied ? t.copied : t.copy}
      </Button>
    </details>
  );
}
