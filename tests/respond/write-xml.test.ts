import { describe, expect, it } from 'vitest'
import type { Json, Model } from '../../src/altinn2/response.ts'
import type { Format } from '../../src/receive/negotiate.ts'
import { writeModel } from '../../src/respond/write-model.ts'
import { emptyList, files, message, nested, reportees } from '../support/model/models.ts'

const declaration = '<?xml version="1.0" encoding="utf-8"?>'
const models =
  'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://schemas.datacontract.org/2004/07/Altinn.SBL.AltinnWebAPI.Models"'
const lists = 'xmlns:a="http://schemas.microsoft.com/2003/10/Serialization/Arrays"'
const scalars = 'xmlns="http://schemas.microsoft.com/2003/10/Serialization/"'

/** Without the declaration, which every document must have. */
function write(model: Model, format: Format): string {
  const written = writeModel(model, format, 'https://gateway.example')
  expect(written.startsWith(declaration)).toBe(true)
  return written.slice(declaration.length)
}

function lines(text: string): string {
  return text.replace(/\n\s*/g, '')
}

function holding(properties: Readonly<Record<string, Json>>): Model {
  return { kind: 'resource', resource: { type: 'Message', properties } }
}

describe('HAL+XML', () => {
  it('writes a resource with its own address, its other links, and its properties', () => {
    expect(write({ kind: 'resource', resource: message }, 'hal+xml')).toBe(
      lines(`<resource rel="message" href="https://gateway.example/api/my/messages/a7005678">
        <link rel="print" href="https://gateway.example/api/my/messages/a7005678/print" mime-type="application/pdf" />
        <link rel="portalview" href="https://www.altinn.no/Pages/Message.aspx?ESC=5999&amp;ESEC=1" />
        <link rel="form" href="https://gateway.example/api/my/messages/a7005678/forms/880011" name="XX-0001 Prøveskjema" />
        <link rel="attachment" href="https://gateway.example/api/my/messages/a7005678/attachments/330044" name="budsjett" fileName="budsjett.xlsx" encrypted="False" signinglocked="False" signedbydefault="True" filesize="20480" />
        <link rel="attachment" href="https://gateway.example/api/my/messages/a7005678/attachments/330045" filesize="-1" />
        <MessageId>a7005678</MessageId>
        <Subject>Årsregnskap &amp; &lt;budsjett&gt;</Subject>
        <ServiceEdition>160101</ServiceEdition></resource>`),
    )
  })

  it('writes a collection as a resource of resources, with its other links after them', () => {
    expect(write(reportees, 'hal+xml')).toBe(
      lines(`<resource rel="reportees" href="https://gateway.example/api/reportees">
        <resource rel="Reportee" href="https://gateway.example/api/reportees/r50900001">
        <Name>FJORDNES AS</Name><Type>Enterprise</Type></resource>
        <resource rel="Reportee"><Name>TEST KARI</Name><Type>Person</Type></resource>
        <link rel="find" href="https://gateway.example/api/reportees/{reporteeId}" isTemplated="True" />
        </resource>`),
    )
  })

  it('writes a list that has no relation, and links that are text in HAL+JSON', () => {
    expect(write(files, 'hal+xml')).toBe(
      lines(`<resource rel="ArrayOfBrokerServiceFileReference">
        <resource rel="BrokerServiceFileReference" href="https://gateway.example/api/my/brokerservice/inbox/1">
        <link rel="receipt" href="https://altinn2.example/api/my/brokerservice/inbox/1/receipt" />
        <ServiceCode>5997</ServiceCode><FileSize>2048</FileSize></resource></resource>`),
    )
  })

  it('writes what is within properties in their order, by the names that .NET has for it', () => {
    expect(write(nested, 'hal+xml')).toBe(
      lines(`<resource rel="SrrRight"><Right>Read</Right>
        <Condition><KeepSessionAlive>True</KeepSessionAlive><IsSender>False</IsSender>
        <AllowedRedirectDomain><String>*.example</String><String /></AllowedRedirectDomain></Condition>
        <ParentRoleDefinitionIds><Int32>82</Int32><Int64>5000000000</Int64><Double>0.5</Double>
        </ParentRoleDefinitionIds>
        <SubReceipts><BrokerServiceReceipt><ReceiptID>11</ReceiptID></BrokerServiceReceipt>
        <BrokerServiceReceipt /></SubReceipts>
        <Codes><Code><Code>A</Code></Code></Codes>
        <Flags><Boolean>True</Boolean><ArrayOfAnyType><Int32>1</Int32></ArrayOfAnyType></Flags>
        <Empty /><no-nb>ja</no-nb><a_x0020_b /></resource>`),
    )
  })

  it('writes an empty collection', () => {
    expect(write(emptyList, 'hal+xml')).toBe('<resource rel="reportees" />')
  })

  it('writes a bare value as plain XML does', () => {
    const value = { kind: 'value', value: true } as const
    expect(write(value, 'hal+xml')).toBe(write(value, 'xml'))
  })

  it('keeps white space in attributes', () => {
    const to = { print: { to: 'https://a.example/', name: 'a\tb\r\n"c"\u0001\ud800' } }
    const resource = { type: 'Message', properties: {}, links: { form: 'object', to } } as const
    expect(write({ kind: 'resource', resource }, 'hal+xml')).toBe(
      '<resource rel="message"><link rel="print" href="https://a.example/" name="a&#x9;b&#xD;&#xA;&quot;c&quot;\ufffd\ufffd" /></resource>',
    )
  })
})

describe('plain XML', () => {
  it('writes members in alphabetical order, and links where plain JSON has them', () => {
    expect(write(reportees, 'xml')).toBe(
      lines(`<ArrayOfReportee ${models}>
        <Reportee><Links><Link><Encrypted>false</Encrypted><FileSize>0</FileSize>
        <Href>https://gateway.example/api/reportees/r50900001</Href><IsTemplated>false</IsTemplated>
        <Rel>self</Rel><SignedByDefault>false</SignedByDefault><SigningLocked>false</SigningLocked>
        </Link></Links><Name>FJORDNES AS</Name><Type>Enterprise</Type></Reportee>
        <Reportee><Name>TEST KARI</Name><Type>Person</Type></Reportee></ArrayOfReportee>`),
    )
  })

  it('leaves links out that are text in HAL+JSON', () => {
    expect(write(files, 'xml')).toBe(
      lines(`<ArrayOfBrokerServiceFileReference ${models}><BrokerServiceFileReference>
        <FileSize>2048</FileSize><ServiceCode>5997</ServiceCode>
        </BrokerServiceFileReference></ArrayOfBrokerServiceFileReference>`),
    )
  })

  it('writes what is within properties by the names of data contracts', () => {
    expect(write(nested, 'xml')).toBe(
      lines(`<SrrRight ${models}>
        <Codes><Code><Code>A</Code></Code></Codes>
        <Condition><AllowedRedirectDomain ${lists}><a:string>*.example</a:string><a:string />
        </AllowedRedirectDomain><IsSender>false</IsSender><KeepSessionAlive>true</KeepSessionAlive>
        </Condition>
        <Empty />
        <Flags ${lists}><a:boolean>true</a:boolean>
        <a:ArrayOfanyType ${lists}><a:int>1</a:int></a:ArrayOfanyType></Flags>
        <ParentRoleDefinitionIds ${lists}><a:int>82</a:int><a:long>5000000000</a:long>
        <a:double>0.5</a:double></ParentRoleDefinitionIds>
        <Right>Read</Right>
        <SubReceipts><BrokerServiceReceipt><ReceiptID>11</ReceiptID></BrokerServiceReceipt>
        <BrokerServiceReceipt /></SubReceipts>
        <a_x0020_b /><no-nb>ja</no-nb></SrrRight>`),
    )
  })

  it.each([
    ['eyJ.<x>.y', `<string ${scalars}>eyJ.&lt;x&gt;.y</string>`],
    ['', `<string ${scalars} />`],
    [true, `<boolean ${scalars}>true</boolean>`],
    [7, `<int ${scalars}>7</int>`],
    [-2_147_483_649, `<long ${scalars}>-2147483649</long>`],
    [1.5, `<double ${scalars}>1.5</double>`],
  ])('writes the bare value %s', (value, expected) => {
    expect(write({ kind: 'value', value }, 'xml')).toBe(expected)
  })

  it('writes an empty collection', () => {
    expect(write(emptyList, 'xml')).toBe(`<ArrayOfReportee ${models} />`)
  })
})

describe.each(['hal+xml', 'xml'] as const)('text in %s', (format) => {
  it.each([
    ['<a href="x">&amp;</a>', '&lt;a href="x"&gt;&amp;amp;&lt;/a&gt;'],
    [']]>', ']]&gt;'],
    ['a\r\nb\tc', 'a&#xD;\nb\tc'],
    ['  ', '  '],
    ['\u0000\u0001\u000b\u001f', '\ufffd\ufffd\ufffd\ufffd'],
    ['\ud83d \ude00 😀', '\ufffd \ufffd 😀'],
    ['\ufffe\uffff', '\ufffd\ufffd'],
    ['blåbærsyltetøy', 'blåbærsyltetøy'],
  ])('is written so that it can be read: %j', (text, expected) => {
    expect(write(holding({ Body: text }), format)).toContain(`<Body>${expected}</Body>`)
  })

  it.each([
    ['', '_'],
    ['1a', '_x0031_a'],
    ['-a', '_x002D_a'],
    ['a:b', 'a_x003A_b'],
    ['a b>', 'a_x0020_b_x003E_'],
    ['_x0020_', '_x005F_x0020_'],
    ['_links', '_links'],
    ['Ærlig', 'Ærlig'],
    ['😀', '_xD83D__xDE00_'],
    ['__proto__', '__proto__'],
  ])('is the name of an element: %j', (name, expected) => {
    const properties = Object.fromEntries([[name, 1]])
    expect(write(holding(properties), format)).toContain(`<${expected}>1</${expected}>`)
  })
})
