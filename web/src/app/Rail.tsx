import type { Session } from "../api/types";
import { text } from "../texts";
import { BrandMark, Icon } from "../ui/Icon";
import { Link } from "./Link";
import { isAt, TASKS, type NavTask } from "./nav";
import { usePath } from "./router";

/** Navigation at the left; from 1100 px down only the five tasks. */
export function Rail({ session, onKeys }: { session: Session; onKeys: () => void }) {
  const path = usePath();
  return (
    <nav className="rail" aria-label={text.frame.main}>
      <Link className="brand" to="/" aria-label={session.cluster_name}>
        <BrandMark />
        <div>
          <b>{session.cluster_name}</b>
          {session.leader === session.cluster_name ? null : <span>{session.leader}</span>}
        </div>
      </Link>
      {TASKS.map((task) => (
        <Group key={task.name} task={task} path={path} />
      ))}
      <div className="railfoot">
        {session.simulated ? text.frame.simulated(session.clock.speed) : text.frame.dataHere}
        <br />
        {text.frame.version(session.version)}
        <br />
        <button type="button" className="linkish" onClick={onKeys}>
          {text.frame.keys.open}
        </button>
      </div>
    </nav>
  );
}

function Group({ task, path }: { task: NavTask; path: string }) {
  const here = task.pages;
  const first = here[0]?.to;
  const isHere = here.some((page) => isAt(path, page.to));
  return (
    <div className="nav">
      <p className="gh">{task.name}</p>
      {first ? (
        <Link className="lead" to={first} aria-current={isHere ? "true" : undefined}>
          <Icon name={task.key} />
          {task.name}
        </Link>
      ) : (
        <span className="lead" title={text.frame.laterShort}>
          <Icon name={task.key} />
          {task.name}
        </span>
      )}
      {here.map((page) => (
        <Link key={page.name} to={page.to} aria-current={isAt(path, page.to) ? "page" : undefined}>
          {page.name}
        </Link>
      ))}
      {here.length === 0 ? <p className="later">{text.frame.laterShort}</p> : null}
    </div>
  );
}

/** The same five tasks at the bottom of a phone. */
export function BottomBar() {
  const path = usePath();
  return (
    <nav className="tabs-bottom" aria-label={text.frame.main}>
      {TASKS.map((task) => {
        const to = task.pages[0]?.to;
        const isHere = task.pages.some((page) => isAt(path, page.to));
        return to ? (
          <Link key={task.name} to={to} aria-current={isHere ? "true" : undefined}>
            <Icon name={task.key} />
            {task.name}
          </Link>
        ) : (
          <span key={task.name} title={text.frame.laterShort}>
            <Icon name={task.key} />
            {task.name}
          </span>
        );
      })}
    </nav>
  );
}

/** Pages of the present task under the title, on tablet and phone. */
export function PageTabs() {
  const path = usePath();
  const task = TASKS.find((one) => one.pages.some((page) => isAt(path, page.to)));
  if (!task) return null;
  return (
    <nav className="ptabs" aria-label={task.name}>
      {task.pages.map((page) => (
        <Link key={page.name} to={page.to} aria-current={isAt(path, page.to) ? "page" : undefined}>
          {page.name}
        </Link>
      ))}
    </nav>
  );
}
