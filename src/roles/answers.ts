import { languageOf } from '../altinn2/language.ts'
import { GatewayError } from '../errors.ts'
import type { PublicTranslation, PublicTranslationRequest } from '../translation.ts'
import { knownRoles, toRoleDefinition } from './role-definitions.ts'

/** Where an answer's role definitions have their addresses: a path. */
export type BaseOf = (request: PublicTranslationRequest) => string

/** Altinn 2 took no OData here, and its list was whole (Altinn/docs content/api/rest/metadata.md). */
export function listingRoleDefinitions(baseOf: BaseOf): PublicTranslation {
  return async (request, ports) => {
    const { query, settings } = request
    const base = baseOf(request)
    const roles = await knownRoles(languageOf(query, settings.language), settings, ports)
    return {
      status: 200,
      body: {
        kind: 'collection',
        relation: 'roledefinitions',
        type: 'RoleDefinition',
        resources: roles.map((role) => toRoleDefinition(role, base)),
        links: { form: 'object', to: { self: { to: base } } },
      },
    }
  }
}

/** One of them by its number. `withRights`: as Altinn 2 showed it to a party, with a list of rights. */
export function gettingRoleDefinition(
  baseOf: BaseOf,
  numberOf: (params: PublicTranslationRequest['params']) => string | undefined,
  { withRights }: { readonly withRights: boolean },
): PublicTranslation {
  return async (request, ports) => {
    const { params, query, settings } = request
    const wanted = settings.roleDefinitions.byNumber(Number(numberOf(params)))
    // A number that no role has costs no call.
    if (wanted === undefined) throw new GatewayError('NOT_FOUND')
    const roles = await knownRoles(languageOf(query, settings.language), settings, ports)
    const found = roles.find(({ definition }) => definition === wanted)
    if (found === undefined) throw new GatewayError('NOT_FOUND')
    const resource = toRoleDefinition(found, baseOf(request))
    const rights = { name: 'Rights', relation: 'rights' }
    return {
      status: 200,
      body: {
        kind: 'resource',
        resource: withRights ? { ...resource, emptyList: rights } : resource,
      },
    }
  }
}
