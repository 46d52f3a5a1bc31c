import { parentPort, workerData } from 'node:worker_threads'
import { toSlices, type ParseAnswer } from './content-slices.ts'
import { ConfigurationError } from '../file/problems.ts'
import { readContent } from './services.ts'

// The thread that `parse-in-worker.ts` starts: a text comes, its content or its problems go back.
const { merged } = workerData as { readonly merged: readonly string[] }

parentPort?.on('message', (text: string) => parentPort?.postMessage(answerTo(text)))

function answerTo(text: string): ParseAnswer {
  try {
    return toSlices(readContent(text, merged))
  } catch (error) {
    if (error instanceof ConfigurationError) return { problems: error.problems }
    return { problems: [error instanceof Error ? error.message : 'cannot be read'] }
  }
}
