import { useState } from "react";

import { upgrades as t } from "../../texts/upgrades";
import { Button } from "../../ui/Button";

/** The last lines of Ansible, folded, for whoever has to look deeper. */
export function Said({ lines }: { lines: readonly string[] }) {
  const [isCopied, setCopied] = useState(false);
  if (lines.length === 0) return null;
  const text = lines.join("\n");
  const copy = (): void => {
    void navigator.clipboard?.writeText(text).then(() => setCopied(true));
  };
  return (
    <details className="said">
      <summary>{t.run.log}</summary>
      <pre tabIndex={0}>{text}</pre>
      <Button size="sm" onClick={copy}>
        {isCopied ? t.run.copied : t.run.copy}
      </Button>
    </details>
  );
}
