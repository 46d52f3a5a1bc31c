import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { needListOptions } from '../../src/altinn2/odata/list-options.ts'
import type { ODataModel } from '../../src/altinn2/odata/model.ts'
import { Query } from '../../src/altinn2/query.ts'
import { GatewayError } from '../../src/errors.ts'
import { reasonOf } from '../../src/respond/answer-error.ts'
import { toWireReason } from '../../src/http/wire-reason.ts'
import { http, type HttpAnswer } from '../support/network/http.ts'
import { syntheticNumbers } from '../support/identity-numbers.ts'
import { runs } from '../support/long-run.ts'

const model: ODataModel = {
  type: 'Altinn.SBL.AltinnWebAPI.Models.DelegationRequest',
  properties: { CoveredBy: 'string' },
}

function reasonFor(filter: string): string {
  try {
    needListOptions(new Query([['$filter', filter]]), model, 50)
  } catch (error) {
    if (error instanceof GatewayError) return reasonOf(error)
    throw error
  }
  throw new Error(`${filter} is not refused`)
}

describe('Altinn 2’s own words about query options', () => {
  it('stand in place of the reason', () => {
    expect(reasonOf(new GatewayError('ODATA_REFUSED'))).toBe('The query options are not valid')
    expect(reasonFor("Coveredby eq 'x'")).toBe(
      "Could not find property named 'Coveredby' on type 'Altinn.SBL.AltinnWebAPI.Models.DelegationRequest'",
    )
  })

  it('name no person whom the filter names', () => {
    expect(reasonFor("CoveredBy neq '26899299344'")).toBe(
      "Syntax error at position 13 in 'CoveredBy neq '***********''",
    )
  })

  it.each<[string, (number: string) => string]>([
    ['in a string without an end', (number) => `CoveredBy eq '${number}`],
    ['as a number', (number) => `CoveredBy neq ${number}`],
    ['as a number that is too large', (number) => `CoveredBy eq ${number}000`],
    ['as a property', (number) => `p${number} eq 'x'`],
    ['as a function', (number) => `_${number}(CoveredBy)`],
    ['in percent signs', (number) => `CoveredBy neq '${number.replaceAll('8', '%38')}'`],
    ['in halves', (number) => `CoveredBy neq '${number.slice(0, 6)} ${number.slice(6)}'`],
    ['where the phrase is cut', (number) => `CoveredBy neq '${'x'.repeat(444)}${number}'`],
  ])('name no person %s', (_, write) => {
    fc.assert(
      fc.property(syntheticNumbers, (number) => {
        const reason = reasonFor(write(number))
        expect(reason).not.toContain(number)
        expect(reason).not.toContain(number.slice(0, 6))
        expect(reason).toMatch(/\*{3}/)
      }),
    )
  })

  it('are cut when they are long', () => {
    const reason = reasonFor(`CoveredBy neq '${'x'.repeat(1_900)}'`)
    expect(reason).toHaveLength(500)
    expect(reason).toMatch(/^Syntax error at position 13 in 'CoveredBy neq 'x+\.\.\.$/)
  })
})

describe('a phrase that repeats any text', () => {
  let phrase = ''
  let server: Server
  const answered = async (given: string): Promise<HttpAnswer> => {
    phrase = given
    const { port } = server.address() as AddressInfo
    return http(`http://127.0.0.1:${port}`, '/')
  }

  beforeAll(async () => {
    server = createServer((_, response) => {
      const error = new GatewayError('ODATA_REFUSED', { phrase })
      response.writeHead(400, toWireReason(reasonOf(error))).end('whole')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterAll(() => void server.close())

  it.each([
    ['letters of Norway', "name eq 'Ærlig'", "name eq 'Ærlig'"],
    ['lines', 'a\r\nX-Injected: 1\r\n\r\nb', 'a  X-Injected: 1    b'],
    ['half a character', 'a\ud800b', 'a\ufffdb'],
    ['controls', 'a\u0000\u007fb', 'a  b'],
    [
      'a character where it is cut',
      `${'x'.repeat(496)}😀${'y'.repeat(9)}`,
      `${'x'.repeat(496)}...`,
    ],
  ])('makes one status line of %s', async (_, given, expected) => {
    const { status, reason, rawHeaders, body } = await answered(given)
    expect({ status, body }).toEqual({ status: 400, body: 'whole' })
    expect(Buffer.from(reason, 'latin1').toString('utf8')).toBe(expected)
    expect(rawHeaders).not.toContain('X-Injected')
  })

  it('makes one status line of everything', async () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.nat(0xffff), { maxLength: 700, size: 'max' }).map((all) => {
        return String.fromCharCode(...all)
      }),
    )
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const { status, body } = await answered(text)
        expect({ status, body }).toEqual({ status: 400, body: 'whole' })
      }),
      runs(60),
    )
  })
})
