import { altinnRoles, externalRoles, testNumbers } from './roles/table.ts'

/** A role that Altinn 2 had for everybody. */
export interface RoleDefinition {
  /** Its lasting code in upper case, as `DAGL`. */
  readonly code: string
  /** Its number in this environment: Altinn/docs content/api/rest/metadata says that numbers differ. */
  readonly number: number
  readonly type: 'Altinn' | 'External'
  /** Numbers of the roles that also give this role, ascending. */
  readonly parents: readonly number[]
  /** Numbers of the roles that this role also gives, ascending. */
  readonly children: readonly number[]
}

/** The roles of one environment, ascending by number. */
export interface RoleDefinitions {
  readonly all: readonly RoleDefinition[]
  readonly byNumber: (number: number) => RoleDefinition | undefined
  /** @param code in any case, as Altinn 3's `legacyRoleCode`, or its `code` where it has no legacy code */
  readonly byCode: (code: string) => RoleDefinition | undefined
}

/** Codes by number, as `altinn2.roleDefinitions` has them. */
export type Codes = Readonly<Record<string, string>>

/**
 * Added to production's number where the number in the test environment is not known. Altinn 2 had no
 * number as high: such a number never means another role to a caller that has Altinn 2's own.
 */
const unknownInTest = 1_000_000

/** ATTST, 85, is the last one that has the same number in both environments. */
const lastCommonNumber = 85

const inProduction = rowsOf(altinnRoles).concat(rowsOf(externalRoles))

const types = new Map(rowsOf(externalRoles).map(({ code }) => [code, 'External'] as const))

const parentsOf = new Map(inProduction.map(({ code, parents }) => [code, parents]))

/** The roles of an environment; what the operator sets wins over what is built in. */
export function createRoleDefinitions(
  environment: 'production' | 'test',
  ofOperator: Codes = {},
): RoleDefinitions {
  const builtIn = environment === 'production' ? numbersInProduction() : numbersInTest()
  const numbers = override(builtIn, ofOperator)
  const all = [...numbers.keys()].map((code) => describe(code, numbers))
  all.sort((one, other) => one.number - other.number)
  const byNumber = new Map(all.map((role) => [role.number, role]))
  const byCode = new Map(all.map((role) => [role.code, role]))
  return {
    all,
    byNumber: (number) => byNumber.get(number),
    byCode: (code) => byCode.get(code.toUpperCase()),
  }
}

interface Row {
  readonly number: number
  readonly code: string
  readonly parents: readonly string[]
}

function rowsOf(table: string): readonly Row[] {
  return table
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
    .map(([number, code = '', ...parents]) => ({ number: Number(number), code, parents }))
}

type Numbers = ReadonlyMap<string, number>

function numbersInProduction(): Numbers {
  return new Map(inProduction.map(({ code, number }) => [code, number]))
}

function numbersInTest(): Numbers {
  const known = new Map(rowsOf(testNumbers).map(({ code, number }) => [code, number]))
  return new Map(inProduction.map(({ code, number }) => [code, known.get(code) ?? assume(number)]))
}

function assume(number: number): number {
  return number <= lastCommonNumber ? number : number + unknownInTest
}

/** A built-in role whose number the operator gives to another role loses it. */
function override(builtIn: Numbers, ofOperator: Codes): Numbers {
  const own = new Map(
    Object.entries(ofOperator).map(([number, code]) => [code.toUpperCase(), Number(number)]),
  )
  const taken = new Set(own.values())
  const left = [...builtIn].filter(([, number]) => !taken.has(number))
  return new Map([...left, ...own])
}

function describe(code: string, numbers: Numbers): RoleDefinition {
  const number = numbers.get(code) ?? 0
  const children = [...parentsOf].filter(([, parents]) => parents.includes(code))
  return {
    ...{ code, number, type: types.get(code) ?? 'Altinn' },
    parents: numbersOf(parentsOf.get(code) ?? [], numbers),
    children: numbersOf(
      children.map(([child]) => child),
      numbers,
    ),
  }
}

function numbersOf(codes: readonly string[], numbers: Numbers): readonly number[] {
  return codes.flatMap((code) => numbers.get(code) ?? []).sort((one, other) => one - other)
}
