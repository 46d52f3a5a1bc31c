import { describe, expect, it } from 'vitest'
import { toAttachmentResource } from '../../src/altinn2/messages/attachment.ts'
import { toFullMessage } from '../../src/altinn2/messages/message-resource.ts'
import type { FullMessage } from '../../src/altinn2/messages/message.ts'
import type { Format } from '../../src/receive/negotiate.ts'
import { writeModel } from '../../src/respond/write-model.ts'

const attachment = { id: 7, name: 'brev', fileName: 'brev.txt' }
const message: FullMessage = {
  type: 'FormTask',
  id: 'a1',
  subject: 'Skjema',
  status: 'beingFilledIn',
  isUnread: false,
  created: '2026-10-01T08:00:00Z',
  lastChanged: '2026-10-01T08:00:00Z',
  serviceOwner: 'Testdepartementet',
  hasPrint: false,
  attachments: [attachment],
}

function written(size: number | undefined, format: Format): readonly string[] {
  const sized = { ...attachment, ...(size === undefined ? {} : { size }) }
  const whole = toFullMessage({ ...message, attachments: [sized] }, 'my', 1044)
  return [whole, toAttachmentResource(sized, '/api/my/messages/a1')].map((resource) =>
    writeModel({ kind: 'resource', resource }, format, 'https://gateway.example'),
  )
}

// Release 18.4 of Altinn 2: -1 where it is not known. Empty files are known to be empty.
describe('the size of an attachment', () => {
  it.each([
    ['hal+json', '"filesize":SIZE', '"FileSize":SIZE'],
    ['json', '"SignedByDefault":true,"FileSize":SIZE', '"FileSize":SIZE'],
    ['hal+xml', 'filesize="SIZE"', '<FileSize>SIZE</FileSize>'],
    ['xml', '<FileSize>SIZE</FileSize>', '<FileSize>SIZE</FileSize>'],
  ] as const)('is -1 where it is not known, on links and by itself, in %s', (format, link, own) => {
    for (const [size, expected] of [
      [undefined, '-1'],
      [0, '0'],
      [91_233, '91233'],
    ] as const) {
      const [whole, part] = written(size, format)
      expect(whole).toContain(link.replace('SIZE', expected))
      expect(part).toContain(own.replace('SIZE', expected))
    }
  })
})
