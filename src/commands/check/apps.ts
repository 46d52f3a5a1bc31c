import Type from 'typebox'
import { Compile } from 'typebox/compile'
import type { Dispatcher } from 'undici'
import { getAppMetadata } from '../../altinn3/app-metadata.ts'
import { addressOf, type Bases } from '../../altinn3/bases.ts'
import type { Asking } from '../../altinn3/calling/ask.ts'
import { targetsOf, type Register } from '../../decide/register.ts'
import { findRoots } from '../../lookups/form-roots.ts'
import { readProcessTasks } from '../../lookups/process-files.ts'
import { formsOf, judgeApp, type Problem } from '../../submission/accept/judge-app.ts'
import type { FormPlace } from '../../submission/wanted.ts'
import { askingOpenly } from './ask-openly.ts'
import { readDocument } from './document.ts'
import { Failure, type Check } from './finding.ts'

const metadata = Compile(Type.Object({ id: Type.String() }))

/** What one app of each owner says of itself to anybody: hosts may differ from owner to owner. */
export function checkOfApps(
  register: Register,
  bases: Bases,
  dispatcher: Dispatcher,
  within: number,
): Check {
  // The first of an owner last, where it counts.
  const named = [...appsOf(register).keys()].reverse()
  const apps = new Map(named.map((app) => [app.split('/')[0], app]))
  const look = async (): Promise<string> => {
    if (apps.size === 0) return 'no service went to an app; not asked'
    await Promise.all([...apps.values()].map((app) => lookAt(app, bases, dispatcher, within)))
    return `${[...apps.values()].join(', ')} answered`
  }
  const todo = 'correct ALTINN3_APPS_URL, or the app in SERVICES_FILE'
  return { name: "Altinn 3's apps", todo, look }
}

/** Apps that are looked at together: each is a server of its own. */
const concurrency = 4

/** What each app of the services file would refuse, and what it demands of callers. */
export function checksOfEachApp(
  register: Register,
  bases: Bases,
  dispatcher: Dispatcher,
  within: number,
): readonly Check[] {
  const lanes = Array.from({ length: concurrency }, () => Promise.resolve())
  return [...appsOf(register)].map(([app, entries], place) => {
    const look = (): Promise<string> => {
      const before = lanes[place % concurrency] ?? Promise.resolve()
      const said = before.then(() => judge(app, entries, askingOpenly(bases, dispatcher, within)))
      lanes[place % concurrency] = said.then(
        () => undefined,
        () => undefined,
      )
      return said
    }
    return { name: `the app ${app}`, todo: 'correct the app in SERVICES_FILE', look }
  })
}

type Entries = readonly Pick<FormPlace, 'service' | 'place'>[]

/** The services of each app, in the order of the services file. */
function appsOf(register: Register): ReadonlyMap<string, Entries> {
  const apps = new Map<string, Pick<FormPlace, 'service' | 'place'>[]>()
  for (const { service, moved } of targetsOf(register, 'app')) {
    if (moved.to !== 'app') continue
    const entry = { service, place: moved }
    const entries = apps.get(moved.app)
    if (entries === undefined) apps.set(moved.app, [entry])
    else entries.push(entry)
  }
  return apps
}

async function judge(app: string, entries: Entries, asking: Asking): Promise<string> {
  const about = await asking.ask(getAppMetadata, { app })
  if (about === undefined) throw new Failure('it is not running')
  const forms = formsOf(entries, about)
  const roots = await Promise.all(forms.map((form) => findRoots(app, form, asking)))
  const formsWithoutRoot = forms.filter((_, place) => roots[place] === undefined)
  const tasks = await readProcessTasks(app, asking)
  const { problems, notes } = judgeApp(entries, about, { formsWithoutRoot, tasks })
  throwProblems(problems)
  return notes.length === 0 ? 'it takes forms as the services file says' : notes.join('; ')
}

/** All of them in one line, each with what to do. */
function throwProblems(problems: readonly Problem[]): void {
  const last = problems.at(-1)
  if (last === undefined) return
  const others = problems.slice(0, -1).map(({ said, todo }) => `${said}: ${todo}`)
  throw new Failure([...others, last.said].join('; '), last.todo)
}

async function lookAt(
  app: string,
  bases: Bases,
  dispatcher: Dispatcher,
  within: number,
): Promise<void> {
  const address = addressOf(bases, 'apps', `/${app}/api/v1/applicationmetadata`)
  const document = await readDocument(address, app, dispatcher, within)
  if (!metadata.Check(document) || document.id !== app) {
    throw new Failure(`${app} says that it is another app`)
  }
}
