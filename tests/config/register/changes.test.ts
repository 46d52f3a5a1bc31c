import { expect, it } from 'vitest'
import { stringify } from 'yaml'
import { changesBetween, countServices } from '../../../src/config/register/changes.ts'
import { readContent } from '../../../src/config/register/services.ts'
import { toRegister, type Register } from '../../../src/decide/register.ts'

const broker = (resource: string) => ({ to: 'broker', resource })

function registerOf(moved: Record<string, string>, groups: object = {}): Register {
  const services = Object.entries(moved).map(([service, resource]) => ({
    service,
    moved: broker(resource),
  }))
  return toRegister(readContent(stringify({ services, groups }), ['end-user/broker-inbox']))
}

it('counts what is gone, what came and what says something else, each edition by itself', () => {
  const before = registerOf({ '1/1': 'same', '1/2': 'before', '2/1': 'gone', 'A/1': 'kept' })
  const after = registerOf({ 'A/1': 'kept', '1/2': 'after', '1/1': 'same', '1/3': 'come' })
  expect(changesBetween(before, after)).toEqual({ servicesChanged: 3, groupsChanged: 0 })
  expect([countServices(before), countServices(registerOf({}))]).toEqual([4, 0])
})

it('counts groups alike', () => {
  const before = registerOf({}, { 'end-user/broker-inbox': { on: 'both' } })
  const after = registerOf({}, { 'end-user/broker-inbox': { on: 'altinn3' } })
  const changes = { servicesChanged: 0, groupsChanged: 1 }
  expect(changesBetween(before, after)).toEqual(changes)
  expect(changesBetween(before, registerOf({}))).toEqual(changes)
  expect(changesBetween(before, before)).toEqual({ servicesChanged: 0, groupsChanged: 0 })
})
