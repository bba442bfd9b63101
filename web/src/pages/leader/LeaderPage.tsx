import { useParam } from "../../app/router";
import { useBackups } from "../../features/backups/commands";
import { useLetters } from "../../features/deadLetters/commands";
import { useDeleted } from "../../features/experiments/deleted";
import { leader as t } from "../../texts/leader";
import { useTitle, type PageProps } from "../common";
import { BackupSection } from "./BackupSection";
import { DeletedSection } from "./DeletedSection";
import { JobSection } from "./JobSection";
import { LetterSection } from "./LetterSection";
import { Machine } from "./Machine";

/** How is the leader, what could be had back, and what waits on it for a person? */
export function LeaderPage({ session }: PageProps) {
  useTitle(t.name, session.cluster_name);
  const [search, setSearch] = useParam("letters");
  const backups = useBackups();
  const deleted = useDeleted();
  const letters = useLetters("");
  return (
    <>
      <div className="pagehead">
        <div>
          <h1 tabIndex={-1}>{t.name}</h1>
          <div className="meta">
            <span>{t.meta(session.leader, session.version)}</span>
          </div>
        </div>
      </div>
      <Machine backups={backups.data} deleted={deleted.data} letters={letters.data?.pages[0]?.count} />
      <div className="stack sections">
        <BackupSection backups={backups} />
        <DeletedSection deleted={deleted} backupAt={backups.data?.backups[0]?.made_at ?? null} />
        <LetterSection search={search} onSearch={setSearch} />
        <JobSection />
      </div>
    </>
  );
}
