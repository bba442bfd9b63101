import { refusal } from "../../api/refusal";
import type { Newcomer } from "../../api/types";
import { href, navigate } from "../../app/router";
import { joining } from "../../texts/joining";
import { Button } from "../../ui/Button";
import { Refused } from "../../ui/Refused";
import { Table, type Column } from "../../ui/Table";
import { useNewcomers } from "./commands";

const t = joining.network;

const columnsOf = (whyNot: string | null): readonly Column<Newcomer>[] => [
  { key: "unit", title: t.columns.unit, cell: (one) => <b>{one.pioreactor_unit}</b> },
  {
    key: "actions",
    title: t.columns.actions,
    isUnnamed: true,
    cell: ({ pioreactor_unit: unit }) => (
      <Button size="sm" icon="plus" needs="admin" whyNot={whyNot} aria-label={t.addNamed(unit)} onClick={() => navigate(href("/inventory/add", { unit }))}>
        {t.add}
      </Button>
    ),
  },
];

/** Units that announce themselves and could be added. */
export function Newcomers({ whyNot }: { whyNot: string | null }) {
  const found = useNewcomers();
  return (
    <section data-newcomers={found.data?.length ?? ""}>
      <div className="tools">
        <h2>{t.title}</h2>
        <span className="grow" />
        <Button size="sm" icon={found.isFetching ? "init" : "undo"} spin={found.isFetching} onClick={() => void found.refetch()}>
          {t.again}
        </Button>
      </div>
      <p className="muted" style={{ marginBottom: 8 }}>{t.lead}</p>
      <Refused failure={found.isError ? refusal(found.error) : null} />
      {found.data ? <Table name="newcomers" caption={t.title} columns={columnsOf(whyNot)} rows={found.data} keyOf={(one) => one.pioreactor_unit} empty={<p>{t.none}</p>} /> : found.isError ? null : <p className="muted">{t.looking}</p>}
    </section>
  );
}
