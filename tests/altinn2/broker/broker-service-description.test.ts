import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  parseBrokerServiceDescription as parse,
  parseDescribedService as parseService,
} from '../../../src/altinn2/broker/broker-service-description.ts'

const whole = {
  ServiceCode: '5678',
  ServiceEditionCode: 1,
  SendersReference: 'somereference',
  Recipients: ['974760673'],
  Properties: { one: 'some', two: 2, three: true, four: null },
  FileList: [{ FileName: 'a.doc', CheckSum: 'x' }],
}

describe('a broker service description', () => {
  it('is read whole but for its list of files', () => {
    expect(parse(JSON.stringify(whole))).toEqual({
      service: { code: '5678', edition: 1 },
      sendersReference: 'somereference',
      recipients: ['974760673'],
      properties: { one: 'some', two: '2', three: 'true', four: '' },
    })
  })

  it('may leave out, or set to null, what is not needed', () => {
    for (const none of [undefined, null]) {
      const { ServiceCode, ServiceEditionCode } = whole
      const optional = { SendersReference: none, Recipients: none, Properties: none }
      expect(parse(JSON.stringify({ ServiceCode, ServiceEditionCode, ...optional }))).toEqual({
        service: { code: '5678', edition: 1 },
        sendersReference: '',
        recipients: [],
        properties: {},
      })
    }
  })

  it('has names without case, and an edition as number or text', () => {
    expect(parseService('{"SERVICECODE":"a1","serviceEditionCode":"7"}')).toEqual({
      code: 'a1',
      edition: 7,
    })
  })

  it.each([
    [{ ServiceCode: 5678 }, 'ServiceCode'],
    [{ ServiceCode: '../5678' }, 'ServiceCode'],
    [{ ServiceCode: undefined }, 'ServiceCode'],
    [{ ServiceEditionCode: -1 }, 'ServiceEditionCode'],
    [{ ServiceEditionCode: 1.5 }, 'ServiceEditionCode'],
    [{ ServiceEditionCode: undefined }, 'ServiceEditionCode'],
    [{ SendersReference: 1 }, 'SendersReference'],
    [{ Recipients: '974760673' }, 'Recipients'],
    [{ Recipients: [974760673] }, 'Recipients'],
    [{ Properties: [] }, 'Properties'],
    [{ Properties: { deep: {} } }, 'Properties'],
  ])('that is malformed is told by its member: %j', (change, malformed) => {
    expect(parse(JSON.stringify({ ...whole, ...change }))).toEqual({ malformed })
  })

  it.each([undefined, '', 'null', '[]', '"x"', '{'])(
    'that is no object is no description: %s',
    (text) => {
      expect(parse(text)).toEqual({ malformed: '' })
      expect(parseService(text)).toEqual({ malformed: '' })
    },
  )

  it('names its service even where Altinn 3 would not take the rest', () => {
    expect(parseService(JSON.stringify({ ...whole, Recipients: 'x', Properties: [1] }))).toEqual({
      code: '5678',
      edition: 1,
    })
  })

  it('never throws', () => {
    const texts = fc.oneof(fc.string(), fc.json())
    fc.assert(
      fc.property(texts, (text) => {
        expect(parse(text)).toBeTypeOf('object')
        expect(parseService(text)).toBeTypeOf('object')
      }),
    )
  })
})
