import type { Session } from "../api/types";
import { text } from "../texts";
import { BrandMark, Icon } from "../ui/Icon";
import { Link } from "./Link";
import { DOCUMENTATION, isAt, TASKS, type NavTask } from "./nav";
import { usePath } from "./router";

/** Navigation at the left; from 1100 px down only the five tasks. */
export function Rail({ session, alarms, onKeys }: { session: Session; alarms: number; onKeys: () => void }) {
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
        <Group key={task.name} task={task} path={path} alarms={alarms} />
      ))}
      <div className="railfoot">
        {session.simulated ? text.frame.simulated(session.clock.speed) : text.frame.dataHere}
        <br />
        {text.frame.version(session.version)}
        <br />
        <a href={DOCUMENTATION}>{text.frame.documentation}</a>
        <br />
        <button type="button" className="linkish" onClick={onKeys}>
          {text.frame.keys.open}
        </button>
      </div>
    </nav>
  );
}

/** How many alarms are open, in a disc that stands beside a word. */
function Count({ n }: { n: number }) {
  if (n === 0) return null;
  return (
    <span className="count" data-alarm-count={n}>
      <span aria-hidden="true">{n > 99 ? "99+" : n}</span>
      <span className="sr">, {text.alarms.onNav(n)}</span>
    </span>
  );
}

const hasAlarms = (task: NavTask): boolean => task.pages.some((page) => page.to === "/alarms");

function Group({ task, path, alarms }: { task: NavTask; path: string; alarms: number }) {
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
          {hasAlarms(task) ? <Count n={alarms} /> : null}
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
          {page.to === "/alarms" ? <Count n={alarms} /> : null}
        </Link>
      ))}
      {here.length === 0 ? <p className="later">{text.frame.laterShort}</p> : null}
    </div>
  );
}

/** The same five tasks at the bottom of a phone. */
export function BottomBar({ alarms }: { alarms: number }) {
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
            {hasAlarms(task) ? <Count n={alarms} /> : null}
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
export function PageTabs({ alarms }: { alarms: number }) {
  const path = usePath();
  const task = TASKS.find((one) => one.pages.some((page) => isAt(path, page.to)));
  if (!task) return null;
  return (
    <nav className="ptabs" aria-label={task.name}>
      {task.pages.map((page) => (
        <Link key={page.name} to={page.to} aria-current={isAt(path, page.to) ? "page" : undefined}>
          {page.name}
          {page.to === "/alarms" ? <Count n={alarms} /> : null}
        </Link>
      ))}
    </nav>
  );
}
