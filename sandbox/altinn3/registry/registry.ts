import { answerPolicyRules, isPolicyRules } from './policy-rules.ts'
import { usualFields } from './seed.ts'
import type { RegistryState, ServiceResource } from './state.ts'
import type { AccessState } from '../access-management/state.ts'
import { answerFault, type Fault } from '../fault.ts'
import { aspNetProblem } from '../problem.ts'
import { orgs } from '../seed.ts'
import type { Application } from '../storage/model.ts'
import type { StorageState } from '../storage/state.ts'
import { onlyQuery, UnlikeTheRealOne, type Answered, type Asked } from '../../strict.ts'

export const registryPath = '/resourceregistry/api/v1/resource'

interface Platform {
  readonly registry: RegistryState
  readonly storage: StorageState
  readonly access: AccessState
  readonly faults: { readonly registry: Fault | undefined }
  readonly counts: { registry: number }
}

/**
 * Altinn/altinn-resource-registry ResourceController.cs, ResourceOwnerController.cs: the list of all
 * resources, its service owners, one resource, and the rules of its policy. No token is needed.
 */
export function answerRegistry(asked: Asked, platform: Platform): Answered | Promise<Answered> {
  platform.counts.registry += 1
  return answerFault(platform.faults.registry) ?? answer(asked, platform)
}

function answer(asked: Asked, { registry, storage, access }: Platform): Answered {
  if (isPolicyRules(asked.path)) return answerPolicyRules(asked, access)
  const rest = asked.path.slice(registryPath.length + 1)
  if (rest === 'resourcelist') return listResources(asked, registry, storage)
  if (rest === 'orgs') return { status: 200, body: orgs }
  if (rest === '' || rest.includes('/')) throw new UnlikeTheRealOne(asked.path)
  return getResource(asked, rest, registry, storage)
}

/** `ResourceRegistryService.GetResourceList`: an app that is published is not listed twice. */
function listResources(asked: Asked, registry: RegistryState, storage: StorageState): Answered {
  onlyQuery(asked, 'includeApps', 'includeMigratedApps')
  const includeApps = needBoolean(asked, 'includeApps', true)
  const includeMigrated = needBoolean(asked, 'includeMigratedApps', false)
  if (includeApps === undefined || includeMigrated === undefined) return aspNetProblem(400)
  const isListed = ({ resourceType }: ServiceResource): boolean =>
    includeMigrated || resourceType !== 'MigratedApp'
  const published = [...registry.published.values()].filter(isListed)
  const apps = includeApps ? Object.values(storage.applications).map(toAppResource) : []
  const known = new Set(published.map(({ identifier }) => identifier.toLowerCase()))
  const more = apps.filter((app) => isListed(app) && !known.has(app.identifier.toLowerCase()))
  const body = [...published.map(withReference), ...more]
  return { status: 200, body }
}

/** The id counts with its letter case; an app that is not published is made of what Storage has. */
function getResource(
  asked: Asked,
  id: string,
  { published }: RegistryState,
  { applications }: StorageState,
): Answered {
  onlyQuery(asked, 'versionId')
  const version = asked.query.get('versionId')
  if (version !== null && !/^-?\d+$/.test(version)) return aspNetProblem(400)
  const found = published.get(id)
  if (found !== undefined) return { status: 200, body: found }
  const [, org, app] = /^app_([^_]*)_(.*)$/.exec(id) ?? []
  const application = applications[`${org}/${app}`]
  return application === undefined
    ? aspNetProblem(404)
    : { status: 200, body: toAppResource(application) }
}

/** `GetResourceListInner`: what is asked of the decision point for it. */
function withReference(resource: ServiceResource): ServiceResource {
  const reference = { id: 'urn:altinn:resource', value: resource.identifier }
  return { ...resource, authorizationReference: [reference] }
}

/** `MapApplicationToApplicationResource`. */
function toAppResource({ id, org, title }: Application): ServiceResource {
  const app = id.slice(id.indexOf('/') + 1)
  const identifier = `app_${org}_${app}`
  const owner = orgs.orgs[org.toLowerCase()]
  return {
    identifier,
    title,
    ...usualFields,
    resourceType: /_a[12]-/.test(identifier) ? 'MigratedApp' : 'AltinnApp',
    hasCompetentAuthority: {
      orgcode: org.toLowerCase(),
      ...(owner === undefined ? {} : { organization: owner.orgnr, name: owner.name }),
    },
    resourceReferences: [
      { referenceSource: 'Altinn3', reference: id, referenceType: 'ApplicationId' },
    ],
    authorizationReference: [
      { id: 'urn:altinn:org', value: org },
      { id: 'urn:altinn:app', value: app },
    ],
    versionId: 0,
  }
}

/** `undefined`: what ASP.NET takes for no boolean. */
function needBoolean({ query }: Asked, name: string, otherwise: boolean): boolean | undefined {
  const [, value] = [...query].find(([one]) => one.toLowerCase() === name.toLowerCase()) ?? []
  if (value === undefined) return otherwise
  const read = /^(?:true|false)$/i.exec(value.trim())
  return read === null ? undefined : read[0].toLowerCase() === 'true'
}
