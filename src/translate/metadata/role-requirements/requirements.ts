import { languageOf, type Language } from '../../../altinn2/language.ts'
import { partial } from '../../../altinn2/list-rows.ts'
import type { Altinn2Response, Resource } from '../../../altinn2/response.ts'
import type { PolicyRule } from '../../../altinn3/resource-registry.ts'
import { isAppResource } from '../../../altinn3/resource-id.ts'
import { GatewayError } from '../../../errors.ts'
import {
  knownRoles,
  publicRoleDefinitions,
  type KnownRole,
} from '../../../roles/role-definitions.ts'
import { policiesMissing, readPolicies } from '../../../roles/policies.ts'
import type { PublicPorts, PublicTranslationRequest } from '../../../translation.ts'
import { toOperations } from './operations.ts'

/** A resource with a policy. */
export interface Ruled {
  readonly isDelegable: boolean
  readonly rules: readonly PolicyRule[]
}

/** Which roles the resources' policies name, and for what. Throws `NOT_FOUND` where none has a policy. */
export async function listRequirements(
  ids: readonly string[],
  request: PublicTranslationRequest,
  ports: PublicPorts,
  namedBy?: 'caller',
): Promise<Altinn2Response> {
  const { query, settings, self } = request
  const { look } = ports
  const lookUp = { policyRules: (id: string) => look.policyRules(id, namedBy) }
  const { made, isPart } = await readPolicies(ids, (rules) => rules, settings, lookUp)
  if (made.size === 0 && !isPart) throw new GatewayError('NOT_FOUND')
  const registered = await look.resources([...made.keys()].filter((id) => !isAppResource(id)))
  const ruled = [...made].map(([id, rules]) => {
    const resource = isAppResource(id) ? {} : registered.get(id)
    // ServiceResource.cs: true where it is not said. Where the registry does not answer, nothing is promised.
    return { isDelegable: resource !== undefined && resource.delegable !== false, rules }
  })
  const language = languageOf(query, settings.language)
  const roles = await knownRoles(language, settings, ports)
  return {
    status: 200,
    ...(isPart ? { headers: partial(policiesMissing) } : {}),
    body: {
      kind: 'collection',
      relation: 'rolerequirements',
      type: 'RoleRequirement',
      resources: toRequirements(ruled, roles, language),
      links: { form: 'object', to: { self: { to: self } } },
    },
  }
}

/** In the order of the roles; a role that no policy names is left out. */
export function toRequirements(
  resources: readonly Ruled[],
  roles: readonly KnownRole[],
  language: Language,
): readonly Resource[] {
  const named = resources.map(({ isDelegable, rules }) => ({
    isDelegable,
    actions: actionsBySubject(rules),
  }))
  return roles.flatMap((role) => {
    const actions = new Set<string>()
    let isDelegable = false
    for (const one of named) {
      const its = role.role.urns.flatMap((urn) => [...(one.actions.get(urn) ?? [])])
      its.forEach((action) => actions.add(action))
      isDelegable ||= one.isDelegable && its.length > 0
    }
    return actions.size === 0 ? [] : [toRequirement(role, isDelegable, actions, language)]
  })
}

/**
 * Actions by the urn of who may do them. A rule with two subjects needs both of them, so neither role
 * gives anything by itself.
 */
function actionsBySubject(rules: readonly PolicyRule[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>()
  for (const { subject, action } of rules) {
    const [only, ...others] = subject
    if (only === undefined || others.length > 0) continue
    const urn = `${only.type}:${only.value}`.toLowerCase()
    const actions = found.get(urn) ?? new Set()
    actions.add(action.value.toLowerCase())
    found.set(urn, actions)
  }
  return found
}

function toRequirement(
  { definition, role }: KnownRole,
  isDelegable: boolean,
  actions: ReadonlySet<string>,
  language: Language,
): Resource {
  const { number, code, parents } = definition
  return {
    type: 'RoleRequirement',
    properties: {
      RoleDefinitionId: number,
      RoleDefinitionCode: code,
      LocalizedRoleName: role.name,
      ...(parents.length === 0 ? {} : { ParentRoleDefinitionIds: parents }),
      IsDelegable: isDelegable,
      Operations: toOperations(actions, language),
    },
    links: {
      form: 'object',
      to: { roledefinition: { to: `${publicRoleDefinitions}/${number}` } },
    },
  }
}
