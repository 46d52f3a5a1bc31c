import { expect, it } from 'vitest'
import { createProxy } from '../../src/http/upstreams/proxy.ts'

function isProxied(address: string, ...except: string[]): boolean | undefined {
  const { hostname, port, protocol } = new URL(address)
  const usual = protocol === 'https:' ? 443 : 80
  const proxy = createProxy({ url: 'http://proxy.example:3128', except })
  return proxy?.isFor(hostname, port === '' ? usual : Number(port))
}

it('is none where none is named', () => {
  expect(createProxy({ except: ['altinn.no'] })).toBeUndefined()
  expect(createProxy()).toBeUndefined()
})

it.each([
  'https://platform.altinn.no',
  'https://platform.altinn.no:8443',
  'http://10.1.2.3',
  'https://[2001:db8::1]',
  'https://localhost.example',
  'https://127.example',
])('is asked for every host by default: %s', (address) => {
  expect(isProxied(address)).toBe(true)
})

it.each(['http://127.0.0.1:5101', 'http://127.9.9.9', 'http://[::1]:5101', 'http://localhost'])(
  'is never asked for loopback: %s',
  (address) => {
    expect(isProxied(address)).toBe(false)
  },
)

it.each([
  ['altinn.no', 'https://altinn.no'],
  ['altinn.no', 'https://platform.altinn.no'],
  ['.altinn.no', 'https://platform.altinn.no'],
  ['.altinn.no', 'https://altinn.no'],
  ['*.altinn.no', 'https://platform.altinn.no'],
  ['Platform.Altinn.NO', 'https://platform.altinn.no'],
  ['altinn.no.', 'https://altinn.no'],
  ['altinn.no', 'https://altinn.no.'],
  ['altinn.no:443', 'https://altinn.no'],
  ['.altinn.no:8443', 'https://platform.altinn.no:8443'],
  ['one.example  altinn.no', 'https://altinn.no'],
  ['*', 'https://altinn.no'],
  ['10.1.2.3', 'http://10.1.2.3'],
  ['10.0.0.0/8', 'http://10.1.2.3'],
  ['2001:db8::/32', 'https://[2001:db8::1]'],
  ['2001:db8::1', 'https://[2001:db8::1]'],
  ['[2001:db8::1]:443', 'https://[2001:db8::1]'],
])('is not asked where NO_PROXY has %s: %s', (except, address) => {
  expect(isProxied(address, 'other.example', except)).toBe(false)
})

it.each([
  ['altinn.no', 'https://notaltinn.no'],
  ['platform.altinn.no', 'https://altinn.no'],
  ['altinn.no:8443', 'https://altinn.no'],
  ['', 'https://altinn.no'],
  ['.', 'https://altinn.no'],
  ['10.0.0.0/8', 'http://11.1.2.3'],
  ['10.0.0.0/99', 'http://10.1.2.3'],
  ['altinn.no/8', 'https://altinn.no'],
])('is asked although NO_PROXY has %s: %s', (except, address) => {
  expect(isProxied(address, except)).toBe(true)
})

it.each([
  ['http://user:secret@proxy.example:3128', 'user:secret'],
  ['http://user@proxy.example', 'user:'],
  ['https://us%40er:p%3Ass@proxy.example', 'us@er:p:ss'],
])('gets the credentials of its address, and no other place does: %s', (url, plain) => {
  const proxy = createProxy({ url })
  expect(proxy?.authorization).toBe(`Basic ${Buffer.from(plain).toString('base64')}`)
  expect(proxy?.origin).not.toContain('@')
})
