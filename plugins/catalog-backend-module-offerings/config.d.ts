export interface Config {
  insights?: {
    /**
     * The steps of the ML workflow that offerings and runs name, in their order. Default: data, labeling,
     * features, training, evaluation, simulation, deployment, monitoring.
     * @deepVisibility frontend
     */
    stages?: string[];
  };
}
