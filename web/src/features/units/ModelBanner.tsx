import { useId, useState } from "react";

import { api, path } from "../../api/client";
import { refreshCluster, useModels } from "../../api/queries";
import { refusal } from "../../api/refusal";
import type { UnitRow } from "../../api/types";
import { text } from "../../texts";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";

const t = text.pages.unit.modelMissing;

/** Asks for the model of a unit that has none: without it nobody knows how much its vial holds. */
export function ModelBanner({ row }: { row: UnitRow }) {
  const models = useModels().data ?? [];
  const [picked, setPicked] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const id = useId();
  const keyOf = (name: string, version: string): string => `${name}|${version}`;
  const set = async (): Promise<void> => {
    const model = models.find((one) => keyOf(one.model_name, one.model_version) === picked);
    if (!model || isBusy) return;
    setBusy(true);
    setFailure(null);
    try {
      await api.put(path("workers", row.pioreactor_unit, "model"), { model_name: model.model_name, model_version: model.model_version });
      await refreshCluster();
    } catch (error) {
      const { cause, remedy } = refusal(error);
      setFailure([cause, remedy].filter(Boolean).join(" "));
    }
    setBusy(false);
  };
  return (
    <div style={{ marginBottom: "var(--gap)" }} data-no-model>
      <Banner kind="warn" icon="alarm" cause={t.cause}>
        {t.body}
        <div className="bact">
          <label htmlFor={id} className="sr">
            {t.choose}
          </label>
          <select id={id} className="btn" value={picked} onChange={(e) => setPicked(e.target.value)}>
            <option value="">{t.choose}</option>
            {models.map((one) => (
              <option key={keyOf(one.model_name, one.model_version)} value={keyOf(one.model_name, one.model_version)}>
                {one.display_name}
              </option>
            ))}
          </select>
          <Button icon={isBusy ? "init" : "check"} spin={isBusy} needs="admin" whyNot={picked ? null : t.first} onClick={() => void set()}>
            {t.set}
          </Button>
        </div>
        {failure ? <p role="alert">{failure}</p> : null}
      </Banner>
    </div>
  );
}
