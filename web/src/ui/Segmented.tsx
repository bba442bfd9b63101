interface Props<T extends string> {
  label: string;
  options: readonly (readonly [T, string])[];
  value: string;
  onPick: (value: T) => void;
}

/** A row of buttons of which one is pressed. */
export function Segmented<T extends string>({ label, options, value, onPick }: Props<T>) {
  return (
    <div className="seg" role="group" aria-label={label}>
      {options.map(([key, word]) => (
        <button key={key} type="button" aria-pressed={value === key} onClick={() => onPick(key)}>
          {word}
        </button>
      ))}
    </div>
  );
}
