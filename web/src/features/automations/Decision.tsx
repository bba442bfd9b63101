import { clock, json, topics, useEntry, useTick } from "../../live";
import { format, text } from "../../texts";
import { Icon, type IconName } from "../../ui/Icon";

interface AutomationEvent {
  event_name: string;
  message: string | null;
  data: Record<string, unknown> | null;
}

const t = text.actions.automations;
const iconOf = (name: string): IconName => (name === "ErrorOccurred" ? "alarm" : name === "NoEvent" ? "dash" : "check");

/** What an automation did or decided last, and why; also that it did nothing. */
export function Decision({ unit, experiment, job }: { unit: string; experiment: string; job: string }) {
  const entry = useEntry(topics.settingTopic(unit, experiment, job, "latest_event"));
  const event = json<AutomationEvent>(entry?.payload);
  if (!entry || !event?.event_name) return null;
  const told = sentenceOf(event);
  return (
    <div className={`decision${event.event_name === "ErrorOccurred" ? " bad" : ""}`} data-event={event.event_name}>
      <Icon name={iconOf(event.event_name)} small />
      <span>
        {told}
        {entry.retained ? null : <Age receivedAt={entry.receivedAt} />}
      </span>
    </div>
  );
}

const number = (value: unknown): number | null => (typeof value === "number" && Number.isFinite(value) ? value : null);

/** What was decided, in words; the heater's own message is for machines. */
function sentenceOf({ event_name, message, data }: AutomationEvent): string {
  const duty = number(data?.current_dc);
  if (event_name === "UpdatedHeaterDC" && duty !== null) {
    const [liquid, target] = [number(data?.latest_temperature), number(data?.target_temperature)];
    return t.heater(format.percent(duty), liquid === null ? null : format.fixed(liquid, 1), target === null ? null : format.fixed(target, 1));
  }
  const words = t.event(event_name);
  return message ? t.because(words, message) : words;
}

/** Events carry no time; those that came while the page was open are as old as their arrival. */
function Age({ receivedAt }: { receivedAt: number }) {
  const ageS = (Math.max(0, useTick() - receivedAt) / 1000) * clock.speed;
  return <span className="age"> {t.ago(format.age(ageS))}</span>;
}
