import { parameter } from '../answer.ts'
import { Refused, type Call } from '../operation.ts'
import type { GivenRight, RightHolder } from '../records.ts'
import { rightsByRoles } from '../rights.ts'
import { describeRole, findRole, languageOf } from '../roles.ts'

export function holdersOf({ records, partyId }: Call): readonly RightHolder[] {
  return records.holders.get(partyId) ?? []
}

/** The receiver that path or query names (release note 22.4: 404 for one that is none). */
export function needHolder(call: Call): RightHolder {
  const wanted = (call.params.receiverId ?? parameter(call.asked, 'receiverId'))?.toLowerCase()
  const found = holdersOf(call).find(({ id }) => id === wanted)
  if (found === undefined) throw new Refused({ status: 404 })
  return found
}

/** Those given directly, and those that come with a role, which cannot be taken away here. */
export function rightsOf({ rights, roles }: RightHolder): readonly object[] {
  const byRole = roles.some(({ definition }) => definition === 11)
    ? rightsByRoles().filter(({ ServiceCode: code }) => code === '5998')
    : []
  return [...rights.map(toRight), ...byRole]
}

function toRight(right: GivenRight): object {
  return {
    RightID: right.rightId,
    RightType:
      right.systemResource === undefined
        ? right.messageId === undefined
          ? 'Service'
          : 'Message'
        : 'SystemResource',
    ...{ SystemResourceID: right.systemResource, MessageID: right.messageId },
    ...{ ServiceCode: right.serviceCode, ServiceEditionCode: right.serviceEdition },
    ...{ Action: right.action, DelegatedTime: right.delegated },
    ...{ RightSourceType: 'DirectlyDelegatedRights', IsDelegatable: true },
  }
}

export function rolesOf({ roles }: RightHolder, { asked }: Call): readonly object[] {
  return roles.flatMap(({ roleId, definition, delegator, delegated }) => {
    const role = findRole(definition)
    if (role === undefined) return []
    const described = describeRole(role, languageOf(asked))
    return [{ RoleId: roleId, ...described, Delegator: delegator, DelegatedTime: delegated }]
  })
}
