import { flowOf } from './flows.ts'
import { plain } from '../elements/answer.ts'
import { escapeXml } from '../xml.ts'
import { aspNetProblem } from '../../problem.ts'
import type { FlowTask } from '../../storage/flow.ts'
import type { StorageState } from '../../storage/state.ts'
import { onlyQuery, type Answered, type Asked } from '../../../strict.ts'

/** ApplicationMetadataController.GetProcess asks for no token; a file that is not there is a 404. */
export function answerProcessFile(asked: Asked, app: string, state: StorageState): Answered {
  onlyQuery(asked)
  const headers = { 'Content-Type': 'text/xml; charset=utf-8' }
  switch (state.modes.process.files.get(app)) {
    case 'missing':
      return aspNetProblem(404)
    case 'error':
      return plain(500, '')
    case 'garbage':
      return { status: 200, headers, body: '<html>OK</html>' }
    case undefined:
      return { status: 200, headers, body: toBpmn(flowOf(app, state)) }
  }
}

const names =
  'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:altinn="http://altinn.no/process"'

/** As Altinn Studio writes it, without the drawing. */
function toBpmn(flow: readonly FlowTask[]): string {
  const ids = [...flow.map(({ elementId }) => elementId), 'EndEvent_1']
  const first = toSequenceFlow('Flow_0', 'StartEvent_1', ids[0] ?? '')
  const tasks = flow.map((task, place) => toTask(task, place, ids[place + 1] ?? ''))
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<bpmn:definitions ${names} id="Definitions_1" targetNamespace="http://bpmn.io/schema/bpmn">`,
    '<bpmn:process id="Process_1" isExecutable="false">',
    '<bpmn:startEvent id="StartEvent_1"><bpmn:outgoing>Flow_0</bpmn:outgoing></bpmn:startEvent>',
    first,
    ...tasks,
    '<bpmn:endEvent id="EndEvent_1"/>',
    '</bpmn:process></bpmn:definitions>',
  ].join('\n')
}

const toSequenceFlow = (id: string, from: string, to: string, condition = ''): string =>
  condition === ''
    ? `<bpmn:sequenceFlow id="${id}" sourceRef="${from}" targetRef="${to}"/>`
    : `<bpmn:sequenceFlow id="${id}" sourceRef="${from}" targetRef="${to}"><bpmn:conditionExpression>${escapeXml(condition)}</bpmn:conditionExpression></bpmn:sequenceFlow>`

function toTask(task: FlowTask, place: number, to: string): string {
  const { elementId, name, isServiceTask, onReject } = task
  const kind = isServiceTask === true ? 'serviceTask' : 'task'
  const out = `Flow_${place + 1}`
  const element = `<bpmn:${kind} id="${elementId}" name="${name}"><bpmn:incoming>Flow_${place}</bpmn:incoming><bpmn:outgoing>${out}</bpmn:outgoing><bpmn:extensionElements><altinn:taskExtension>${toExtension(task)}</altinn:taskExtension></bpmn:extensionElements></bpmn:${kind}>`
  if (onReject === undefined) return [element, toSequenceFlow(out, elementId, to)].join('\n')
  const gateway = `Gateway_${place + 1}`
  const [back, on] = [`${out}_back`, `${out}_on`]
  return [
    element,
    toSequenceFlow(out, elementId, gateway),
    `<bpmn:exclusiveGateway id="${gateway}"><bpmn:incoming>${out}</bpmn:incoming><bpmn:outgoing>${back}</bpmn:outgoing><bpmn:outgoing>${on}</bpmn:outgoing></bpmn:exclusiveGateway>`,
    toSequenceFlow(back, gateway, onReject, '["equals", ["gatewayAction"], "reject"]'),
    toSequenceFlow(on, gateway, to, '["notEquals", ["gatewayAction"], "reject"]'),
  ].join('\n')
}

function toExtension({ altinnTaskType, actions = [], signature }: FlowTask): string {
  const listed = actions.map((id) => `<altinn:action>${id}</altinn:action>`).join('')
  const ofActions = listed === '' ? '' : `<altinn:actions>${listed}</altinn:actions>`
  const type = `<altinn:taskType>${altinnTaskType}</altinn:taskType>`
  return ofActions + type + toSignature(signature) + (configs[altinnTaskType] ?? '')
}

function toSignature(signature: FlowTask['signature']): string {
  if (signature === undefined) return ''
  const { dataTypesToSign, signatureDataType, runDefaultValidator } = signature
  const types = dataTypesToSign.map((id) => `<altinn:dataType>${id}</altinn:dataType>`).join('')
  const validator =
    runDefaultValidator === true
      ? '<altinn:runDefaultValidator>true</altinn:runDefaultValidator>'
      : ''
  return `<altinn:signatureConfig><altinn:dataTypesToSign>${types}</altinn:dataTypesToSign><altinn:signatureDataType>${signatureDataType}</altinn:signatureDataType>${validator}</altinn:signatureConfig>`
}

const configs: Readonly<Record<string, string>> = {
  payment:
    '<altinn:paymentConfig><altinn:paymentDataType>paymentInformation</altinn:paymentDataType><altinn:paymentReceiptPdfDataType>paymentReceiptPdf</altinn:paymentReceiptPdfDataType></altinn:paymentConfig>',
  eFormidling:
    '<altinn:eFormidlingConfig><altinn:receiver>991825827</altinn:receiver><altinn:process>urn:no:difi:profile:arkivmelding:administrasjon:ver1.0</altinn:process><altinn:standard>urn:no:difi:arkivmelding:xsd::arkivmelding</altinn:standard><altinn:typeVersion>2.0</altinn:typeVersion><altinn:type>arkivmelding</altinn:type><altinn:securityLevel>3</altinn:securityLevel><altinn:dataTypes><altinn:dataType>model</altinn:dataType></altinn:dataTypes></altinn:eFormidlingConfig>',
}
