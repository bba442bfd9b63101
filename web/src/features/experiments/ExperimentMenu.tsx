import { lazy, Suspense, useState } from "react";

import type { Experiment } from "../../api/types";
import { currentParam, href, navigate } from "../../app/router";
import { experiments as t } from "../../texts/experiments";
import { Menu, type MenuItem } from "../../ui/Menu";
import { isActive } from "./model";

const AssignDialog = lazy(() => import("./AssignDialog").then((m) => ({ default: m.AssignDialog })));
const DeleteDialog = lazy(() => import("./DeleteDialog").then((m) => ({ default: m.DeleteDialog })));
const EndDialog = lazy(() => import("./EndDialog").then((m) => ({ default: m.EndDialog })));

interface Props {
  row: Experiment;
  size?: "sm";
  /** Opens the form of a new experiment like this one. */
  onClone: (experiment: string) => void;
}

/** What can be done with an experiment as a whole, with the questions that come before; the same on every page. */
export function ExperimentMenu({ row, size, onClone }: Props) {
  const [asked, setAsked] = useState<null | "assign" | "end" | "delete">(null);
  const name = row.experiment;
  const close = (): void => setAsked(null);
  const items: MenuItem[] = [
    { label: t.assign, needs: "operator", onPick: () => setAsked("assign") },
    { label: t.clone.verb, icon: "plus", needs: "operator", onPick: () => onClone(name) },
    { label: t.export, icon: "dl", onPick: () => navigate(href("/export", { experiment: name })) },
    { label: t.end.verb, icon: "stop", needs: "operator", whyNot: isActive(row) ? null : t.end.whyNot, onPick: () => setAsked("end") },
    { label: t.delete.verb, icon: "x", needs: "operator", onPick: () => setAsked("delete") },
  ];
  return (
    <>
      <Menu label={t.menu(name)} items={items} {...(size ? { size } : {})} />
      <Suspense fallback={null}>
        {asked === "assign" ? <AssignDialog experiment={name} onClose={close} /> : null}
        {asked === "end" ? <EndDialog experiment={name} onClose={close} /> : null}
        {asked === "delete" ? <DeleteDialog row={row} onClose={close} onGone={() => leave(name)} /> : null}
      </Suspense>
    </>
  );
}

/** A page of an experiment that is gone goes to the list, where the outcome stands. */
function leave(experiment: string): void {
  const isShown = currentParam("experiment") === experiment;
  if (location.pathname !== "/experiments" || isShown) navigate(href("/experiments", { experiment: isShown ? null : currentParam("experiment") }));
}
