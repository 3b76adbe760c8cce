/** Models and the layers that they are made of. */
import type { Database } from '../../../db/database.ts'
import { notFound, Problem } from '../../http/problem.ts'
import { AREA_MODEL, type CoverageModel, type DemandLayer } from './model.ts'
import { allLayers, allModels } from './read-model.ts'
import {
  deleteLayer,
  deleteModel,
  insertModel,
  MODELS_CHANNEL,
  modelsOfLayer,
  type ModelToStore,
} from './store.ts'

export interface Models {
  /** In the order of their making; the one that counts area comes last. */
  list(): Promise<CoverageModel[]>
  layers(): Promise<DemandLayer[]>
  /** @param id undefined: the default model, else the first, else area. @throws Problem 404 */
  find(id: string | undefined): Promise<CoverageModel>
  stands(id: string): Promise<boolean>
  /** @throws Problem 422 for a layer that is not there, 409 for a name that is taken */
  create(model: ModelToStore, actor: string): Promise<CoverageModel>
  /** @throws Problem 404 */
  remove(id: string): Promise<void>
  /** @throws Problem 404; 409 while a model uses it */
  removeLayer(id: number): Promise<void>
  stop(): Promise<void>
}

const UNIQUE_VIOLATION = '23505'

/** Models are kept in memory for as long as no process changes them: every question asks for one. */
export async function createModels({ knex, listen }: Pick<Database, 'knex' | 'listen'>): Promise<Models> {
  let kept: Promise<CoverageModel[]> | null = null
  const forget = () => {
    kept = null
  }
  const stop = await listen(MODELS_CHANNEL, forget)

  async function list(): Promise<CoverageModel[]> {
    if (!kept) {
      kept = allModels(knex)
      kept.catch(forget)
    }
    return [...(await kept), AREA_MODEL]
  }

  async function find(id: string | undefined): Promise<CoverageModel> {
    if (id === AREA_MODEL.id) return AREA_MODEL
    const models = await list()
    const model =
      id === undefined ? (models.find((m) => m.isDefault) ?? models[0]) : models.find((m) => m.id === id)
    if (model) return model
    throw notFound({ zh: `没有编号为 ${id} 的覆盖模型。`, en: `There is no coverage model ${id}.` })
  }

  return {
    list,
    layers: () => allLayers(knex),
    find,
    stop,
    async stands(id) {
      // Asked at the end of long work, and answered from the database: a notification may be under way.
      forget()
      return (await list()).some((model) => model.id === id)
    },
    async create(model, actor) {
      const known = new Set((await allLayers(knex)).map(({ id }) => id))
      const missing = model.layers.filter(({ id }) => !known.has(id)).map(({ id }) => id)
      if (missing.length > 0) {
        const message = {
          zh: `没有编号为 ${missing.join('、')} 的需求图层。`,
          en: `There is no demand layer ${missing.join(', ')}.`,
        }
        throw new Problem(422, message, [{ field: 'layers', value: missing.join(','), message }])
      }
      try {
        const id = await knex.transaction((trx) => insertModel(trx, model, actor))
        forget()
        return await find(id)
      } catch (error) {
        if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error
        throw new Problem(409, {
          zh: `已经有名为「${model.name}」的模型。`,
          en: `There is a model named "${model.name}" already.`,
        })
      }
    },
    async remove(id) {
      const deleted = id !== AREA_MODEL.id && (await deleteModel(knex, id))
      forget()
      if (deleted) return
      throw notFound({ zh: `没有编号为 ${id} 的模型可删。`, en: `There is no model ${id} to delete.` })
    },
    async removeLayer(id) {
      const users = await modelsOfLayer(knex, id)
      if (users.length > 0) {
        throw new Problem(409, {
          zh: `图层正被模型使用:${users.join('、')}。请先删除这些模型。`,
          en: `The layer is used by models: ${users.join(', ')}. Delete those first.`,
        })
      }
      if (await deleteLayer(knex, id)) return
      throw notFound({ zh: `没有编号为 ${id} 的需求图层。`, en: `There is no demand layer ${id}.` })
    },
  }
}
