import Type from 'typebox'
import { expect, it } from 'vitest'
import { reader, readAnswer, type Operation } from '../../src/altinn3/operation.ts'

const operation: Operation<undefined, { readonly id: string }> = {
  name: 'storage/get',
  method: 'GET',
  target: () => '/',
  read: reader(Type.Object({ id: Type.String() })),
  retry: 'never',
  outcomes: { 'BRO-00001': 'absent', 'BRO-00006': 'ALTINN3_ACCESS_REFUSED', 404: 'absent' },
}

it.each([
  [404, undefined],
  [404, { code: 'BRO-99999' }],
  [400, { code: 'BRO-00001' }],
])('reads %s %j as absent', (status, body) => {
  expect(readAnswer(operation, { status, body })).toBeUndefined()
})

it.each([
  [401, { code: 'BRO-00006' }, 'ALTINN3_ACCESS_REFUSED'],
  [401, undefined, 'ALTINN3_ACCESS_REFUSED'],
  [403, { code: 'BRO-00099' }, 'ALTINN3_ACCESS_REFUSED'],
  [429, undefined, 'ALTINN3_BUSY'],
  [503, '<html>', 'ALTINN3_BUSY'],
  [504, undefined, 'ALTINN3_SILENT'],
  [500, { code: 'constructor' }, 'ALTINN3_UNREADABLE'],
  [500, { code: '404' }, 'ALTINN3_UNREADABLE'],
  [302, undefined, 'ALTINN3_UNREADABLE'],
  [200, { id: 1 }, 'ALTINN3_UNREADABLE'],
])('reads %s %j as %s', (status, body, code) => {
  expect(() => readAnswer(operation, { status, body })).toThrow(expect.objectContaining({ code }))
})

it('leaves alone what the schema does not name', () => {
  const body = { id: 'x', more: { of: 'this' } }
  expect(readAnswer(operation, { status: 200, body })).toEqual(body)
})
