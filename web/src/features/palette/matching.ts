/** How well words fit what somebody types: the higher the better, null where they do not. */
export function score(typed: string, words: string): number | null {
  const wanted = fold(typed).split(/\s+/).filter(Boolean);
  const offered = fold(words);
  let total = 0;
  for (const part of wanted) {
    const one = scoreOf(part, offered);
    if (one === null) return null;
    total += one;
  }
  // Among equals the shorter one: more of it was typed.
  return total - offered.length / 1000;
}

const fold = (text: string): string => text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "");

function scoreOf(part: string, offered: string): number | null {
  const at = offered.indexOf(part);
  if (at === 0) return 4;
  if (at > 0 && !isLetter(offered[at - 1])) return 3;
  if (at > 0) return 2;
  return part.length > 1 && isScattered(part, offered) ? 1 : null;
}

const isLetter = (sign: string | undefined): boolean => /[\p{L}\p{N}]/u.test(sign ?? "");

/** The letters in their order, each at the start of a word or beside the one before: `gr` in `growth rate`. */
function isScattered(part: string, offered: string): boolean {
  let from = 0;
  for (const sign of part) {
    let at = offered.indexOf(sign, from);
    while (at > from && isLetter(offered[at - 1])) at = offered.indexOf(sign, at + 1);
    if (at < 0) return false;
    from = at + 1;
  }
  return true;
}
