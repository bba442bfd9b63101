import { useState } from "react";

import { Button } from "./Button";

interface Props {
  /** What they are, for those who do not see them. */
  label: string;
  lines: readonly string[];
  words: { copy: string; copied: string };
}

/** Lines to type elsewhere. Browsers give pages without TLS no clipboard: there they are marked and copied by hand. */
export function Commands({ label, lines, words }: Props) {
  const [isCopied, setCopied] = useState(false);
  const text = lines.join("\n");
  return (
    <div className="commands">
      <pre tabIndex={0} role="region" aria-label={label}>
        {text}
      </pre>
      {"clipboard" in navigator ? (
        <Button size="sm" onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}>
          {isCopied ? words.copied : words.copy}
        </Button>
      ) : null}
    </div>
  );
}
