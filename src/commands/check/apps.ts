import Type from 'typebox'
import { Compile } from 'typebox/compile'
import type { Dispatcher } from 'undici'
import { addressOf, type Bases } from '../../altinn3/bases.ts'
import { targetsOf, type Register } from '../../decide/register.ts'
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
  const apps = new Map(appsOf(register).map((app) => [app.split('/')[0], app]))
  const look = async (): Promise<string> => {
    if (apps.size === 0) return 'no service went to an app; not asked'
    await Promise.all([...apps.values()].map((app) => lookAt(app, bases, dispatcher, within)))
    return `${[...apps.values()].join(', ')} answered`
  }
  const todo = 'correct ALTINN3_APPS_URL, or the app in SERVICES_FILE'
  return { name: "Altinn 3's apps", todo, look }
}

/** The first of an owner last, where it counts. */
function appsOf(register: Register): readonly string[] {
  return targetsOf(register, 'app')
    .flatMap(({ moved }) => (moved.to === 'app' ? moved.app : []))
    .reverse()
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
