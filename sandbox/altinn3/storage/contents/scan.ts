import type { Received } from './big-file.ts'
import type { DataElement } from '../model.ts'
import type { Row, StorageState } from '../state.ts'

/** The test text that every scanner finds (eicar.org), in two parts: no file here is infected. */
const eicar = Buffer.from('EICAR-STANDARD-' + 'ANTIVIRUS-TEST-FILE')

export function beginScan(
  state: StorageState,
  id: string,
  filename: string | undefined,
  received: Received,
): void {
  const hasVirus = 'bytes' in received && received.bytes.includes(eicar)
  const isNamed = state.modes.infectedNames?.test(filename ?? '') === true
  const result = hasVirus || isNamed ? 'Infected' : 'Clean'
  state.scans.set(id, { looks: state.modes.scanLooks, result })
}

/** The elements with the results of the scans that have ended; a look brings each nearer its end. */
export function lookAtScans(state: StorageState, row: Row): void {
  if (state.scans.size === 0) return
  row.elements = row.elements.map((element) => resultOf(state, element))
}

function resultOf(state: StorageState, element: DataElement): DataElement {
  const scan = state.scans.get(element.id)
  if (scan === undefined) return element
  if (scan.looks > 0) {
    scan.looks -= 1
    return element
  }
  state.scans.delete(element.id)
  return { ...element, fileScanResult: scan.result }
}
