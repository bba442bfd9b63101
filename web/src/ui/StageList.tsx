import type { ReactNode } from "react";

import { Icon } from "./Icon";

export type StageState = "waiting" | "running" | "done" | "failed" | "undone" | "skipped";

export interface StageLine {
  key: string;
  title: string;
  state: StageState;
  /** The state as a word, for those who do not see the ring. */
  word: string;
  detail?: ReactNode;
  time?: string;
  /** What belongs to the stage and needs room: a remedy. */
  below?: ReactNode;
}

const CLASSES: Record<StageState, string> = { waiting: "wait", skipped: "wait", running: "act", done: "done", failed: "fail", undone: "undo" };

/** Stages in their order, joined by a line that is green behind what is done. At most one of them runs. */
export function StageList({ stages, label }: { stages: readonly StageLine[]; label: string }) {
  return (
    <ol className="stages" aria-label={label}>
      {stages.map((stage, i) => (
        <li key={stage.key} className={CLASSES[stage.state]} data-stage={stage.key} data-stage-state={stage.state} {...(stage.state === "running" ? { "aria-current": "step" as const } : {})}>
          <span className="ring">
            <Ring state={stage.state} number={i + 1} />
          </span>
          <div className="tx">
            <b>{stage.title}</b>
            <span className="sr">, {stage.word}</span>
            {stage.detail ? <p>{stage.detail}</p> : null}
            {stage.below}
          </div>
          {stage.time ? <span className="tm">{stage.time}</span> : null}
        </li>
      ))}
    </ol>
  );
}

function Ring({ state, number }: { state: StageState; number: number }) {
  if (state === "done") return <Icon name="check" />;
  if (state === "failed") return <Icon name="x" />;
  if (state === "undone") return <Icon name="undo" />;
  if (state === "running") return <Icon name="init" spin />;
  return <span aria-hidden="true">{number}</span>;
}
