import { text } from "../../texts";
import type { Reading } from "./reading";
import { scaleText } from "./readings";
import type { Scale } from "./useSparks";

const t = text.plate;

/** The scale that all lines share; where the readings are OD, with the colours that the culture has along it. */
export function ScaleLegend({ scales, reading }: { scales: readonly Scale[]; reading: Reading }) {
  return (
    <>
      {scales.map(({ unit, low, high }) => {
        const [from, to] = [scaleText(reading, low), scaleText(reading, high)];
        return (
          <span key={unit} className="scale" title={t.scaleTip}>
            {unit === "OD" ? (
              <>
                <span>{t.scaleFrom(from)}</span>
                <i aria-hidden="true" />
                <span>{to}</span>
              </>
            ) : (
              t.scale(from, to, unit)
            )}
          </span>
        );
      })}
    </>
  );
}
