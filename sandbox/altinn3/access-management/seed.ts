import { grantsOfKinds, partiesOfKinds } from './kinds.ts'
import { nothing, organization } from './parties.ts'
import type { AccessState, Grant, Party, Policy } from './state.ts'
import { createKeptModes } from '../kept.ts'
import { appIds } from '../storage/applications.ts'
import { draftApplications, flowApplications } from '../storage/applications-for-drafts.ts'
import { letterPolicies, letterResources } from '../correspondence/resources.ts'
import { organizations, systemUserIds } from '../../organizations.ts'
import { organizationNumbersFrom } from '../../synthetic-numbers.ts'

const { accountant, customer, otherServiceOwner, serviceOwner, vendor } = organizations
const numbers = organizationNumbersFrom(312_100_000)
// PackageConstants.cs
const accounting = ['regnskapsforer-lonn', 'regnskapsforer-med-signeringsrettighet']

const places =
  'BREKKE DALE EIDE FOSS GRINI HAUGEN INDREBØ KLEIVA LØKEN MOEN NESET OPSAL RØYSET SANDE TVEIT ULVIK VOLL ØYGARD ÅSEN ARNES'
const trades =
  'BAKERI BYGG DESIGN ELEKTRO FISK GARTNERI HOTELL IMPORT KAFFE MALING OPTIKK RØR SNEKKERI TAKST VERKSTED'
const names = places
  .split(' ')
  .flatMap((place) => trades.split(' ').map((trade) => `${place} ${trade} AS`))

const main = organization(customer, 50_100_001)
/** The customer as a party. */
export const mainParty: Readonly<Party> = main
const firm = organization(accountant, 50_100_002)
const clients = names.map((name, place) => newOrganization(name, 50_200_001 + place))
const [firstClient = firm] = clients

/** A sub-unit of the customer's. */
export const customerSubunit = subunitOf(main, 'KVASSFJELL TRANSPORT AVD TROMSØ', 50_100_003)
/** The accountant's clients that are alive, three hundred; the first has a sub-unit. */
export const accountantsClients: readonly Readonly<Party>[] = clients
export const clientSubunit = subunitOf(firstClient, `${firstClient.name} AVD BODØ`, 50_200_501)
export const deletedClient = newOrganization('NEDLAGT HANDEL AS', 50_200_502, { isDeleted: true })

function newOrganization(name: string, partyId: number, more: Partial<Party> = {}): Party {
  return organization({ number: numbers.next().value, name }, partyId, more)
}

function subunitOf({ partyUuid }: Party, name: string, partyId: number): Party {
  return newOrganization(name, partyId, { unitType: 'BEDR', parentUuid: partyUuid })
}

/** The ids of the two system users. */
export const systemUser = systemUserIds[customer.number] ?? ''
export const agentSystemUser = systemUserIds[accountant.number] ?? ''

const brokerPolicy: Policy = {
  owner: 'ttd',
  actions: ['read', 'write'],
  roles: ['daglig-leder', 'dagl'],
  packages: accounting,
  organizations: [customer.number, vendor.number],
  minimumLevel: 3,
}

/** Of an app and of a message service: what people have, and what a letter box needs. */
const appPolicy: Policy = {
  owner: 'ttd',
  actions: ['read', 'write', 'instantiate', 'sign', 'confirm', 'delete'],
  roles: ['daglig-leder', 'dagl', 'privatperson', 'priv'],
  packages: ['posttjenester'],
  organizations: [],
}
const laterApps = [...draftApplications, ...flowApplications].map(({ id }) => id)
const allApps = [...appIds, ...laterApps]
/** Actions that only these apps have in their policies. */
const moreActions: Readonly<Record<string, readonly string[]>> = {
  app_ttd_bekreft: ['reject'],
  app_ttd_betaling: ['pay', 'reject'],
}
const appResources = allApps.map((id) => `app_${id.replace('/', '_')}`)
/** Whose instances are in Storage, and nobody here was given them. */
const withheldResource = 'app_ttd_a2-5994-150601'
const givenApps = appResources.filter((resource) => resource !== withheldResource)

/** Accountants have what their clients sent in; of the rest of the apps they have nothing. */
function policyOfApp(resource: string): Policy {
  const isForAccountants = /_(?:prove-skjema|a2-5998-160101)$/.test(resource)
  return isForAccountants
    ? { ...appPolicy, packages: [...appPolicy.packages, ...accounting] }
    : { ...appPolicy, actions: [...appPolicy.actions, ...(moreActions[resource] ?? [])] }
}

/** Of the service 4540/1. */
export const correspondenceResource = 'nab-migratedcorrespondence-4540-1'
const correspondencePolicy: Policy = { ...appPolicy, owner: 'nab', actions: ['read'] }

const everybody: readonly Party[] = [
  ...[main, customerSubunit, firm, ...clients, clientSubunit, deletedClient],
  organization(vendor, 50_100_004),
  organization(serviceOwner, 50_100_005, { unitType: 'ORGL' }),
  organization(otherServiceOwner, 50_100_006, { unitType: 'ORGL' }),
  ...partiesOfKinds,
]

/** A state of its own with every call. */
export function seedAccess(): AccessState {
  const agents = [...clients, deletedClient].map(({ partyUuid: from }) => ({
    ...nothing,
    from,
    packages: accounting,
  }))
  const resources = ['acn-broker-02', 'acn-broker-ser-7531', ...letterResources]
  return {
    parties: everybody.map((party) => ({ ...party })),
    grants: {
      [systemUser]: [{ ...nothing, from: main.partyUuid, resources: [...resources, ...givenApps] }],
      // The assignment that makes it the firm's agent gives no rights, and lists the firm.
      [agentSystemUser]: [{ ...nothing, from: firm.partyUuid }, ...agents],
      ...copyOf(grantsOfKinds),
    },
    policies: {
      'acn-broker-02': { ...brokerPolicy },
      'acn-broker-ser-7531': {
        ...brokerPolicy,
        organizations: [...brokerPolicy.organizations, serviceOwner.number],
        accessList: [customer.number, vendor.number],
      },
      'acn-broker-ser-1357': { ...brokerPolicy },
      ...Object.fromEntries(appResources.map((resource) => [resource, policyOfApp(resource)])),
      [correspondenceResource]: { ...correspondencePolicy },
      ...letterPolicies(),
    },
    modes: { ...createKeptModes(), includeFilters: 'ignored', hasNextPage: false, withoutId: [] },
    kept: new Map(),
  }
}

function copyOf(grants: typeof grantsOfKinds): Record<string, Grant[]> {
  const copies = Object.entries(grants).map(([subject, list]) => [
    subject,
    list.map((grant) => ({ ...grant })),
  ])
  return Object.fromEntries(copies) as Record<string, Grant[]>
}
