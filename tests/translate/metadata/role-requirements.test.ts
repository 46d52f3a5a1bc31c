import { describe, expect, it } from 'vitest'
import { createRoleDefinitions } from '../../../src/altinn2/role-definitions.ts'
import type { PolicyRule } from '../../../src/altinn3/resource-registry.ts'
import type { Role } from '../../../src/altinn3/roles.ts'
import type { KnownRole } from '../../../src/roles/role-definitions.ts'
import { toRequirements } from '../../../src/translate/metadata/role-requirements/requirements.ts'

const { byCode } = createRoleDefinitions('production')

function known(code: string, ...urns: readonly string[]): KnownRole {
  const role: Role = { code, name: code, description: '', urns }
  const definition = byCode(code)
  if (definition === undefined) throw new Error(code)
  return { definition, role }
}

const roles = [
  known('utinn', 'urn:altinn:rolecode:utinn'),
  known('dagl', 'urn:altinn:external-role:ccr:daglig-leder', 'urn:altinn:rolecode:dagl'),
]

function rule(action: string, ...subjects: readonly (readonly [string, string])[]): PolicyRule {
  const subject = subjects.map(([type, value]) => ({ type, value }))
  return { subject, action: { type: 'action-id', value: action }, resource: [] }
}

const utinn = ['urn:altinn:rolecode', 'UTINN'] as const
const dagl = ['urn:altinn:rolecode', 'dagl'] as const
const leader = ['urn:altinn:external-role:ccr', 'daglig-leder'] as const

/** The code, whether it may be delegated, and the operations of each role. */
function brief(...resources: Parameters<typeof toRequirements>[0]) {
  return toRequirements(resources, roles, 1033).map(({ properties }) => [
    properties.RoleDefinitionCode,
    properties.IsDelegable,
    (properties.Operations as { Name: string }[]).map(({ Name }) => Name).join(' '),
  ])
}

describe('role requirements', () => {
  it('join the rules of one role, however they name it', () => {
    const rules = [rule('read', dagl), rule('Sign', leader), rule('read', leader)]
    expect(brief({ isDelegable: true, rules })).toEqual([['DAGL', true, 'Read Sign ArchiveRead']])
  })

  it('are those of all places of a service together', () => {
    const one = { isDelegable: false, rules: [rule('write', utinn)] }
    const other = { isDelegable: true, rules: [rule('delete', utinn), rule('read', dagl)] }
    expect(brief(one, other)).toEqual([
      ['UTINN', true, 'Write ArchiveDelete'],
      ['DAGL', true, 'Read ArchiveRead'],
    ])
    expect(brief(one)).toEqual([['UTINN', false, 'Write']])
  })

  it('say access where the policy names only actions that Altinn 2 had no word for', () => {
    const rules = [rule('instantiate', utinn), rule('confirm', utinn)]
    expect(brief({ isDelegable: true, rules })).toEqual([['UTINN', true, 'Access']])
  })

  it('leave out a rule that takes two roles at once, packages and organisations', () => {
    const rules = [
      rule('read', utinn, dagl),
      rule('read', ['urn:altinn:accesspackage', 'utinn']),
      rule('read', ['urn:altinn:org', 'ttd']),
      rule('read'),
    ]
    expect(brief({ isDelegable: true, rules })).toEqual([])
  })
})
