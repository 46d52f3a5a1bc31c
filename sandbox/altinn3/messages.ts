import type { AccessState } from './access-management/state.ts'
import { answerCorrespondence, correspondencePath } from './correspondence/correspondence.ts'
import type { CorrespondenceState } from './correspondence/state.ts'
import { answerDialogporten, dialogportenPath } from './dialogporten/dialogporten.ts'
import type { DialogportenState } from './dialogporten/state.ts'
import type { Fault } from './fault.ts'
import type { CheckBearer } from '../bearer.ts'
import type { Answered, Asked } from '../strict.ts'

type Product = 'correspondence' | 'dialogporten'

/** What the two products behind a message box need of the platform. */
export interface MessagePlatform {
  readonly correspondence: CorrespondenceState
  readonly dialogporten: DialogportenState
  readonly access: AccessState
  readonly faults: Readonly<Record<Product, Fault | undefined>>
  readonly counts: Record<Product, number>
  readonly checkAltinn: CheckBearer
  readonly checkMaskinporten: CheckBearer
}

export function isMessages({ path }: Asked): boolean {
  return isLetter(path) || path.startsWith(`${dialogportenPath}/`)
}

function isLetter(path: string): boolean {
  return path === correspondencePath || path.startsWith(`${correspondencePath}/`)
}

export function answerMessages(asked: Asked, platform: MessagePlatform): Promise<Answered> {
  const { access, faults, counts, checkAltinn, checkMaskinporten } = platform
  if (isLetter(asked.path)) {
    counts.correspondence += 1
    const { correspondence: state } = platform
    const fault = faults.correspondence
    return answerCorrespondence(asked, { state, access, fault, checkAltinn, checkMaskinporten })
  }
  counts.dialogporten += 1
  const { dialogporten: state } = platform
  // Maskinporten's tokens are taken as they are, too.
  const authenticate: CheckBearer = async (what) =>
    (await checkAltinn(what)) ?? (await checkMaskinporten(what))
  return answerDialogporten(asked, { state, access, fault: faults.dialogporten, authenticate })
}
