import { toTransfer } from '../../sandbox/altinn3/seed.ts'
import { organizations } from '../../sandbox/organizations.ts'
import type { TestGateway } from './gateway.ts'

let files = 0

/** Puts a file from somebody to the vendor into Altinn 3's broker; gives its reference. */
export function addSent({ sandbox }: TestGateway, by: string): string {
  files += 1
  const id = `0198c1de-7a3b-7c44-8d5e-${String(files).padStart(12, '0')}`
  const transfer = toTransfer({
    id,
    name: `from-${by}.zip`,
    created: '2026-09-01T08:00:00.1+00:00',
    recipient: organizations.vendor.number,
  })
  sandbox.altinn3.broker.transfers.push({ ...transfer, sender: `0192:${by}` })
  return id
}
