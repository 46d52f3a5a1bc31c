import { expect, it } from 'vitest'
import { contentTypes, jsonFormatFor, negotiate } from '../../src/receive/negotiate.ts'

it.each([
  [undefined, 'json'],
  ['', 'json'],
  [',;q=,"', 'json'],
  ['*/*', 'json'],
  ['*', 'json'],
  ['image/png, application/octet-stream', 'json'],
  ['application/pdf;q=0.9', 'json'],
  ['application/json', 'json'],
  ['application/hal+json', 'hal+json'],
  ['application/hal+xml', 'hal+xml'],
  ['application/xml', 'xml'],
  ['text/xml', 'xml'],
])('answers Accept %s with %s', (accept, format) => {
  expect(negotiate(accept)).toBe(format)
})

it.each([
  'application/json, application/hal+json',
  'application/hal+json, application/json;q=0.1',
  'application/hal+xml, application/xml, application/json;q=0.001',
  'application/xml,application/json',
])('answers Accept %s with plain JSON, because it is named', (accept) => {
  expect(negotiate(accept)).toBe('json')
})

it.each([
  'text/html,application/xhtml+xml',
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8',
  'application/xml,text/html;q=0.2',
  'application/hal+json,text/html',
])("answers a browser's Accept %s with plain JSON", (accept) => {
  expect(negotiate(accept)).toBe('json')
})

it.each([
  ['application/hal+json, */*', 'hal+json'],
  ['*/*;q=0.9, application/xml', 'xml'],
  ['application/xml, application/octet-stream', 'xml'],
])('prefers in Accept %s what is named to what is anything: %s', (accept, format) => {
  expect(negotiate(accept)).toBe(format)
})

it.each([
  ['application/hal+json;q=0.5, application/hal+xml', 'hal+xml'],
  ['application/hal+xml;q=0.5, application/hal+json;q=0.6, application/xml;q=0.55', 'hal+json'],
  ['application/xml;q=1.0, application/hal+xml;q=0.999', 'xml'],
  ['application/xml, application/hal+xml, application/hal+json', 'xml'],
  ['application/hal+xml, application/xml', 'hal+xml'],
  ['application/hal+json;q=0.3, application/hal+xml;q=0.3', 'hal+json'],
])('chooses in Accept %s by weight and then by order: %s', (accept, format) => {
  expect(negotiate(accept)).toBe(format)
})

it.each([
  ['application/json;q=0, application/hal+json', 'hal+json'],
  ['text/html;q=0.0, application/xml', 'xml'],
  ['application/hal+xml;q=0.000, application/xml;q=0.1', 'xml'],
  ['application/xml; Q=0', 'json'],
  ['application/json;q=0', 'json'],
])('takes a weight of nothing in Accept %s for a refusal: %s', (accept, format) => {
  expect(negotiate(accept)).toBe(format)
})

it.each([
  ['Application/HAL+JSON; charset=utf-8', 'hal+json'],
  ['application\\hal+json', 'hal+json'],
  ['APPLICATION\\HAL+XML', 'hal+xml'],
  ['  application/xml  ;charset="utf-8" ; q=0.5  ', 'xml'],
  ['application/hal+xml;q=many, application/xml;q=0.9', 'hal+xml'],
  ['application/hal+xml;q=-1, application/xml;q=0.9', 'hal+xml'],
  ['application/xml;q="0"', 'xml'],
  ['image/png;note="a, application/json, b", application/hal+xml', 'hal+xml'],
  ['application/xml, image/png;note="never closed, application/json', 'xml'],
  ['application/jsonp, application/hal+json-ish', 'json'],
])('reads the untidy Accept %s as %s', (accept, format) => {
  expect(negotiate(accept)).toBe(format)
})

it('reads no more than a hundred types', () => {
  expect(negotiate(`${'a/b,'.repeat(99)}application/xml`)).toBe('xml')
  expect(negotiate(`${'a/b,'.repeat(100)}application/xml`)).toBe('json')
  expect(negotiate(`application/xml,${'";,q=0'.repeat(100_000)}`)).toBe('xml')
})

it.each([
  [undefined, 'json'],
  ['application/json', 'json'],
  ['application/hal+json', 'hal+json'],
  ['application/hal+xml', 'hal+json'],
  ['application/xml', 'json'],
])('asks for JSON for a caller who accepts %s: %s', (accept, format) => {
  expect(jsonFormatFor(accept)).toBe(format)
})

it('says UTF-8 with every format', () => {
  expect(contentTypes).toEqual({
    json: 'application/json; charset=utf-8',
    'hal+json': 'application/hal+json; charset=utf-8',
    'hal+xml': 'application/hal+xml; charset=utf-8',
    xml: 'application/xml; charset=utf-8',
  })
})
