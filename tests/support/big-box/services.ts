import { mainParty, systemUser } from '../../../sandbox/altinn3/access-management/seed.ts'
import type { AccessState } from '../../../sandbox/altinn3/access-management/state.ts'
import { applications } from '../../../sandbox/altinn3/storage/applications.ts'
import type { Application } from '../../../sandbox/altinn3/storage/model.ts'

export type Language = 1044 | 2068 | 1033

/** A service of Altinn 2's, and what has become of it. */
export interface BoxService {
  readonly type: 'FormTask' | 'Correspondence'
  readonly code: string
  readonly edition: number
  readonly owner: 'ttd' | 'nab'
  readonly name: Readonly<Record<'nb' | 'nn' | 'en', string>>
  /** Whether the services file says that it has moved. */
  readonly isMoved: boolean
  /** The app, or the resource of new messages. */
  readonly place: string
  /** What of the app is kept out of message boxes; of what was migrated, nothing. */
  readonly hides?: 'all' | 'signing'
  /** Where what was migrated is. */
  readonly archive: string
}

const perType = 20

export const formServices: readonly BoxService[] = Array.from({ length: perType }, (_, place) => {
  const owner = ownerOf(place)
  const [code, edition] = [String(7_100 + place), place + 1]
  return {
    ...{ type: 'FormTask', code, edition, owner, isMoved: isMoved(place) },
    name: {
      nb: `Storskjema ${place}`,
      nn: `Storskjema ${place} på nynorsk`,
      en: `Big form ${place}`,
    },
    place: `${owner}/stor-skjema-${place}`,
    ...(place === 7 ? { hides: 'signing' } : {}),
    ...(place === 8 ? { hides: 'all' } : {}),
    archive: `${owner}/a2-${code}-${edition}`,
  } as const
})

export const letterServices: readonly BoxService[] = Array.from({ length: perType }, (_, place) => {
  const owner = ownerOf(place)
  const [code, edition] = [place === 2 ? 'SKBREV' : String(7_200 + place), 100 + place]
  const archive = `${owner}-migratedcorrespondence-${code.toLowerCase()}-${edition}`
  const name = `Stormelding ${place}`
  return {
    ...{ type: 'Correspondence', code, edition, owner, isMoved: isMoved(place) },
    name: { nb: name, nn: name, en: name },
    place: hasPlaceOfItsOwn(place) ? `${owner}-stor-melding-${place}` : archive,
    archive,
  } as const
})

function ownerOf(place: number): 'ttd' | 'nab' {
  return place % 3 === 0 ? 'nab' : 'ttd'
}

function isMoved(place: number): boolean {
  return place < perType / 2
}

/** The rest go on in the resource that their old ones were migrated to. */
function hasPlaceOfItsOwn(place: number): boolean {
  return place < perType / 4
}

/** A services file: half of the forms with their archives, the others' are known by their names. */
export const bigRegister = {
  services: [...formServices, ...letterServices]
    .filter((service) => service.isMoved)
    .map((service, place) => ({
      service: `${service.code}/${service.edition}`,
      owner: service.owner,
      moved: service.type === 'FormTask' ? appOf(service, place) : resourcesOf(service),
    })),
}

function appOf({ place: app, archive }: BoxService, place: number): object {
  const known = { to: 'app', app, mainForm: '1900/12345', forms: { '1900/12345': 'model' } }
  return hasPlaceOfItsOwn(place) ? { ...known, archive } : known
}

function resourcesOf({ place, archive }: BoxService): object {
  const old = { to: 'correspondence', resource: archive }
  return place === archive ? old : [{ to: 'correspondence', resource: place, default: true }, old]
}

const [app] = applications
const archived = applications.find(({ id }) => id === 'ttd/a2-5998-160101')

export const bigApplications: readonly Application[] = formServices
  .filter((service) => service.isMoved)
  .flatMap(({ place, archive, owner, name, hides }) =>
    [
      { ...needApplication(app), id: place, messageBoxConfig: toConfig(hides) },
      { ...needApplication(archived), id: archive },
    ].map((one) => ({ ...one, org: owner, title: name })),
  )

function toConfig(hides: BoxService['hides']): NonNullable<Application['messageBoxConfig']> {
  const hideOnTask = hides === 'signing' ? ['Task_signing'] : []
  return { hideSettings: { hideAlways: hides === 'all', hideOnTask } }
}

function needApplication(one: Application | undefined): Application {
  if (one === undefined) throw new Error('the stand-in has no such app')
  return one
}

/** A service owner's own dialogs, which are neither forms nor messages. */
export const otherResource = 'ttd-stor-sak'

/** Lets the customer's system user see all of it. */
export function giveBigBox({ grants, policies }: AccessState): void {
  if (policies[otherResource] !== undefined) return
  const letters = letterServices.flatMap(({ place, archive }) => [place, archive])
  const forms = bigApplications.map(({ id }) => `app_${id.replace('/', '_')}`)
  const resources = [...new Set([...letters, ...forms, otherResource])]
  for (const id of resources) {
    policies[id] = {
      ...{ owner: id.replace('app_', '').slice(0, 3), actions: ['read', 'write'] },
      ...{ roles: [], packages: [], organizations: [] },
    }
  }
  const given = { from: mainParty.partyUuid, roles: [], packages: [], resources, instances: [] }
  grants[systemUser] = [...(grants[systemUser] ?? []), given]
}
