/** Measures of the drawing of a vial, in units of its view box. */
export const LEFT = 110, RIGHT = 230, TOP = 92, BOTTOM = 322;

/** Where a volume stands: linear between the bottom and the brim. */
export const levelY = (ml: number, capacityMl: number): number => BOTTOM - (Math.min(Math.max(ml, 0), capacityMl) / capacityMl) * (BOTTOM - TOP);

/** The surface with the dip that stirring makes, and the liquid below it. */
export function outline(y: number, dip: number): { surface: string; liquid: string } {
  const surface = `C${LEFT + 34} ${y} ${LEFT + 42} ${y + dip} ${LEFT + 60} ${y + dip}S${RIGHT - 34} ${y} ${RIGHT - 2} ${y}`;
  // Near the bottom the round corners are higher than the surface.
  const corner = Math.min(22, Math.max(0, BOTTOM - y));
  return { surface: `M${LEFT + 2} ${y}${surface}`, liquid: `M${LEFT + 2} ${y}${surface}V${BOTTOM - corner}a${corner} ${corner} 0 0 1-${corner} ${corner}H${LEFT + 2 + corner}a${corner} ${corner} 0 0 1-${corner}-${corner}z` };
}
