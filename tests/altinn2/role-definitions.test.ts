import { describe, expect, it } from 'vitest'
import { createRoleDefinitions } from '../../src/altinn2/role-definitions.ts'

describe('role definitions', () => {
  const inProduction = createRoleDefinitions('production')
  const inTest = createRoleDefinitions('test')

  it("has the 101 roles that Altinn 3 knows, with production's numbers in ascending order", () => {
    const numbers = inProduction.all.map(({ number }) => number)
    expect(numbers).toHaveLength(101)
    expect(new Set(numbers).size).toBe(101)
    expect(numbers).toEqual(numbers.toSorted((one, other) => one - other))
    expect(inProduction.all.filter(({ type }) => type === 'Altinn')).toHaveLength(38)
  })

  it('finds a role by its number, and by its code in any case', () => {
    const utinn = inProduction.byNumber(11)
    expect(utinn).toMatchObject({ code: 'UTINN', type: 'Altinn' })
    expect(inProduction.byCode('utinn')).toBe(utinn)
    expect(inProduction.byCode('ffør')?.number).toBe(155)
    expect(inProduction.byNumber(89)).toBeUndefined()
    expect(inProduction.byCode('constructor')).toBeUndefined()
  })

  it("says parents and children as Altinn 2's list did", () => {
    // Altinn/docs content/api/rest/metadata.md shows these two.
    expect(inProduction.byCode('UTINN')?.parents).toEqual([
      ...[82, 117, 122, 123, 125, 126, 127, 138, 139, 143, 152, 154, 155, 156, 158, 160, 161],
    ])
    expect(inProduction.byCode('PRIV')).toMatchObject({
      type: 'External',
      parents: [],
      children: [3, 4, 5, 6, 8, 10, 11, 12, 87, 95, 108, 2374, 13612, 28088, 29486],
    })
  })

  it('names only roles that exist as parents, in each environment', () => {
    for (const { all, byNumber } of [inProduction, inTest]) {
      for (const { number, parents } of all) {
        for (const parent of parents) expect(byNumber(parent)?.children).toContain(number)
      }
    }
  })

  it("has TT02's numbers where they are known, and numbers that Altinn 2 never had elsewhere", () => {
    expect(inTest.byNumber(195)).toMatchObject({ code: 'DAGL' })
    expect(inTest.byNumber(130)).toMatchObject({ code: 'SIGNE' })
    expect(inTest.byNumber(11)).toMatchObject({ code: 'UTINN' })
    expect(inTest.byCode('ORGL')?.number).toBe(1_000_130)
    expect(inTest.byNumber(160)).toBeUndefined()
  })

  it("takes the operator's numbers before those that are built in", () => {
    const own = createRoleDefinitions('test', { '160': 'lede', '195': 'REGN', '7000': 'A0999' })
    expect(own.byCode('LEDE')?.number).toBe(160)
    expect(own.byNumber(195)?.code).toBe('REGN')
    expect(own.byCode('DAGL')).toBeUndefined()
    expect(own.byCode('A0999')).toEqual({
      ...{ code: 'A0999', number: 7000, type: 'Altinn', parents: [], children: [] },
    })
    expect(own.byCode('UTINN')?.parents).toContain(160)
  })
})
