import type { ModelForm } from '../shared/modelForm.ts';
import { noFilter, type PanelState } from '../shared/panelState.ts';
import { messageLimits } from '../shared/fromWebview.ts';

/** The form while no model is chosen. */
const noForm: ModelForm = {
	fields: [],
	maxPromptLength: messageLimits.prompt,
	maxReferences: 0,
	maxReferenceBytes: 0,
	referenceTypes: [],
	mask: 'none',
	streaming: false,
	notes: [],
};

/** The state of the panel before anything is loaded. */
export const emptyPanelState: PanelState = {
	providers: [],
	models: [],
	draft: { provider: '', model: '', prompt: '', values: {} },
	revision: 0,
	form: noForm,
	repairs: [],
	references: [],
	generations: [],
	results: [],
	history: { query: '', filter: noFilter, models: [], days: [], total: 0, images: [], loading: false },
	notices: [],
};
