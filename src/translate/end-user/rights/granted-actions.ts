import { toRightActions, type RightAction, type RightSource } from '../../../altinn2/rights.ts'
import type { OwnAccess } from '../../../altinn3/access-management.ts'
import type { PolicyRule } from '../../../altinn3/resource-registry.ts'

/** Codes in lower case: what may be held of a policy's subjects. */
export interface Holding {
  readonly roles: ReadonlySet<string>
  readonly packages: ReadonlySet<string>
}

/** What one resource's policy gives, by where the right comes from. */
export type Grants = Readonly<Record<RightSource, readonly RightAction[]>>

export function toGrants(rules: readonly PolicyRule[], holding: Holding): Grants {
  return {
    DirectlyDelegatedRights: actionsOfResource(rules),
    RoleTypeRights: actionsByRoles(rules, holding),
  }
}

export function toHolding({ roles, packages }: OwnAccess): Holding {
  return { roles: new Set(roles), packages: new Set(packages) }
}

/** What the rules give to those who hold these roles and access packages. */
function actionsByRoles(rules: readonly PolicyRule[], holding: Holding): readonly RightAction[] {
  const isGiven = ({ subject }: PolicyRule): boolean =>
    subject.length > 0 && subject.every((one) => isHeld(one, holding))
  return actionsOf(rules.filter(isGiven))
}

/**
 * What the rules let one party give to another. Authorized parties name the resource alone: who was given
 * only some of its actions is shown all of them. What the service owner keeps to itself is given to no other.
 */
function actionsOfResource(rules: readonly PolicyRule[]): readonly RightAction[] {
  return actionsOf(rules.filter(({ subject }) => !subject.some(isOwner)))
}

type Attribute = PolicyRule['subject'][number]

/** A rule with several subjects needs all of them. */
function isHeld({ type, value }: Attribute, { roles, packages }: Holding): boolean {
  const code = value.toLowerCase()
  if (type.toLowerCase() === 'urn:altinn:accesspackage') return packages.has(code)
  return roleTypes.test(type) && roles.has(code)
}

/** How policies name roles: Altinn 2's codes, and Altinn 3's own and the registers' (RoleConstants.cs). */
const roleTypes = /^urn:altinn:(?:rolecode|role|external-role:[a-z]+)$/i

function isOwner({ type }: Attribute): boolean {
  return type.toLowerCase() === 'urn:altinn:org'
}

function actionsOf(rules: readonly PolicyRule[]): readonly RightAction[] {
  return toRightActions(rules.map(({ action }) => action.value))
}
