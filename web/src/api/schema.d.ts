// Made by `npm run types` from `python -m pioreactor.web.openapi`. Not edited by hand.

export interface paths {
    "/api/alarms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Open alarms of all units */
        get: operations["get_api_alarms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alarms/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Alarms, also those that are over */
        get: operations["get_api_alarms_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who changed what */
        get: operations["get_api_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the audit trail is whole */
        get: operations["get_api_audit_verification"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/automations/descriptors/{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Automation descriptors */
        get: operations["get_api_automations_descriptors_kind"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/backups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Backups, their places, and the present or last run */
        get: operations["get_api_backups"];
        put?: never;
        /** Make a backup */
        post: operations["post_api_backups"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/backups/{name}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What would a restore change */
        post: operations["post_api_backups_name_check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/backups/copy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Copy a backup to its places */
        post: operations["post_api_backups_copy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/backups/runs/{run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One backup that was made or copied */
        get: operations["get_api_backups_runs_run_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ca.pem": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The certificate of the cluster's authority */
        get: operations["get_api_ca_pem"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/charts/descriptors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Chart descriptors */
        get: operations["get_api_charts_descriptors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/config/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What is wrong with a configuration file */
        post: operations["post_api_config_check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/config/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What can be configured */
        get: operations["get_api_config_options"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/config/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What saving a configuration file would change */
        post: operations["post_api_config_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/config/shared": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The shared configuration file */
        get: operations["get_api_config_shared"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Replace the shared file */
        patch: operations["patch_api_config_shared"];
        trace?: never;
    };
    "/api/config/shared/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Earlier versions of the shared file */
        get: operations["get_api_config_shared_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/config/shared/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What saving the shared file would change */
        post: operations["post_api_config_shared_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/config/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which units have the shared configuration */
        get: operations["get_api_config_sync"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/config/units/{unit}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The configuration that holds on units */
        get: operations["get_api_config_units_unit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/config/units/{unit}/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a sync would change on units */
        get: operations["get_api_config_units_unit_diff"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/config/units/{unit}/edited/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Copies of the shared file that were edited on a unit */
        get: operations["get_api_config_units_unit_edited_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/config/units/{unit}/specific": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A unit's own file */
        get: operations["get_api_config_units_unit_specific"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Replace a unit's own file */
        patch: operations["patch_api_config_units_unit_specific"];
        trace?: never;
    };
    "/api/config/units/{unit}/specific/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Earlier versions of a unit's own file */
        get: operations["get_api_config_units_unit_specific_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/config/units/{unit}/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring the shared configuration to units */
        post: operations["post_api_config_units_unit_sync"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/config/zipped": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All configuration files in one archive */
        get: operations["get_api_config_zipped"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/datasets/exportable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Datasets that can be exported */
        get: operations["get_api_datasets_exportable"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/datasets/exportable/{name}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The first rows of a dataset */
        get: operations["get_api_datasets_exportable_name_preview"];
        put?: never;
        /** The first rows of a dataset as selected */
        post: operations["post_api_datasets_exportable_name_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/datasets/exportable/estimate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** How many rows there are */
        post: operations["post_api_datasets_exportable_estimate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/datasets/exportable/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Export data */
        post: operations["post_api_datasets_exportable_export"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/datasets/left_out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Descriptor files of datasets that are left out */
        get: operations["get_api_datasets_left_out"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dead_letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Messages that were not understood */
        get: operations["get_api_dead_letters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dead_letters/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One message that was not understood */
        get: operations["get_api_dead_letters_number"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dead_letters/forget": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Delete messages that were not understood */
        post: operations["post_api_dead_letters_forget"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dead_letters/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Store messages that were not understood */
        post: operations["post_api_dead_letters_replay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/deleted_experiments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Experiments that can be had back */
        get: operations["get_api_deleted_experiments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/deleted_experiments/{experiment}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove the data of a deleted experiment now */
        delete: operations["delete_api_deleted_experiments_experiment"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/deleted_experiments/{experiment}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have a deleted experiment back */
        post: operations["post_api_deleted_experiments_experiment_restore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/experiments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All experiments, newest first */
        get: operations["get_api_experiments"];
        put?: never;
        /** Create an experiment */
        post: operations["post_api_experiments"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/experiments/{experiment}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One experiment */
        get: operations["get_api_experiments_experiment"];
        put?: never;
        post?: never;
        /** Delete an experiment and its data */
        delete: operations["delete_api_experiments_experiment"];
        options?: never;
        head?: never;
        /** Change an experiment */
        patch: operations["patch_api_experiments_experiment"];
        trace?: never;
    };
    "/api/experiments/{experiment}/alarms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Alarms of an experiment, also those that are over */
        get: operations["get_api_experiments_experiment_alarms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/experiments/{experiment}/automation_events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What automations did */
        get: operations["get_api_experiments_experiment_automation_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/experiments/{experiment}/contents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was recorded in an experiment, and how long a deletion could be undone */
        get: operations["get_api_experiments_experiment_contents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/experiments/{experiment}/historical_worker_assignments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Units that work or worked for an experiment */
        get: operations["get_api_experiments_experiment_historical_worker_assignments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/experiments/{experiment}/jobs/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop all jobs of an experiment */
        post: operations["post_api_experiments_experiment_jobs_stop"];
        delete?: never;
        options?: never;
        head?: never;
        /** Stop all jobs of an experiment */
        patch: operations["patch_api_experiments_experiment_jobs_stop"];
        trace?: never;
    };
    "/api/experiments/{experiment}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Log of an experiment */
        get: operations["get_api_experiments_experiment_logs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/experiments/{experiment}/media_rates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Media and alt media per hour */
        get: operations["get_api_experiments_experiment_media_rates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/experiments/{experiment}/recent_logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Newest log lines of an experiment */
        get: operations["get_api_experiments_experiment_recent_logs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/experiments/{experiment}/series/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A chart's lines */
        get: operations["get_api_experiments_experiment_series_name"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/experiments/{experiment}/series/{name}/{column}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A chart's lines from a column of any table */
        get: operations["get_api_experiments_experiment_series_name_column"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/experiments/{experiment}/time_series/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Points of all units */
        get: operations["get_api_experiments_experiment_time_series_name"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/experiments/{experiment}/time_series/{name}/{column}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Points of a column of any table */
        get: operations["get_api_experiments_experiment_time_series_name_column"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/experiments/{experiment}/unit_labels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Labels of units */
        get: operations["get_api_experiments_experiment_unit_labels"];
        /** Label a unit */
        put: operations["put_api_experiments_experiment_unit_labels"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Label a unit */
        patch: operations["patch_api_experiments_experiment_unit_labels"];
        trace?: never;
    };
    "/api/experiments/{experiment}/workers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Workers of an experiment */
        get: operations["get_api_experiments_experiment_workers"];
        /** Assign a worker */
        put: operations["put_api_experiments_experiment_workers"];
        post?: never;
        /** End an experiment */
        delete: operations["delete_api_experiments_experiment_workers"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/experiments/{experiment}/workers/{worker}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Release a worker */
        delete: operations["delete_api_experiments_experiment_workers_worker"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/experiments/active": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Experiments with an active unit */
        get: operations["get_api_experiments_active"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/experiments/assignment_count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Units per experiment */
        get: operations["get_api_experiments_assignment_count"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/experiments/latest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The experiment that was created last */
        get: operations["get_api_experiments_latest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Exports, the newest first */
        get: operations["get_api_exports"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exports/{run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One export */
        get: operations["get_api_exports_run_id"];
        put?: never;
        post?: never;
        /** Delete an export */
        delete: operations["delete_api_exports_run_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exports/{run_id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop an export */
        post: operations["post_api_exports_run_id_stop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/descriptors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Job descriptors */
        get: operations["get_api_jobs_descriptors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/joining": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The unit that joins or leaves, or the last one */
        get: operations["get_api_joining"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/joining/add": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add a unit */
        post: operations["post_api_joining_add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/joining/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Remove a unit from the cluster */
        post: operations["post_api_joining_remove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/joining/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Units that joined and left */
        get: operations["get_api_joining_runs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/joining/runs/{run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How one unit joined or left */
        get: operations["get_api_joining_runs_run_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/joining/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel and undo */
        post: operations["post_api_joining_stop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/local_access_point": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the leader makes a Wi-Fi of its own */
        get: operations["get_api_local_access_point"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All log lines */
        get: operations["get_api_logs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Known models */
        get: operations["get_api_models"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document */
        get: operations["get_api_openapi_json"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The first frame of the page */
        get: operations["get_api_overview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The appliance, its clock and its live link */
        get: operations["get_api_session"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/settings/descriptors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Settings descriptors */
        get: operations["get_api_settings_descriptors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sign_in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the appliance is claimed */
        get: operations["get_api_sign_in"];
        put?: never;
        /** Sign in */
        post: operations["post_api_sign_in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sign_in/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Claim the appliance */
        post: operations["post_api_sign_in_claim"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sign_in/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in by a one-time link */
        post: operations["post_api_sign_in_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sign_out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign out */
        post: operations["post_api_sign_out"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system/update_from_archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Upgrade from a bundle on the leader */
        post: operations["post_api_system_update_from_archive"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system/update_next_version": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Not offered: releases are brought */
        post: operations["post_api_system_update_next_version"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system/upload": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Not offered: bundles come in pieces */
        post: operations["post_api_system_upload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system/utc_clock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set all clocks */
        post: operations["post_api_system_utc_clock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Personal tokens */
        get: operations["get_api_tokens"];
        put?: never;
        /** Make a personal token */
        post: operations["post_api_tokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tokens/{token_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke a personal token */
        delete: operations["delete_api_tokens_token_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/units": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All units */
        get: operations["get_api_units"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/units/{unit}/alarms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Open alarms of a unit */
        get: operations["get_api_units_unit_alarms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/units/{unit}/alarms/{code}/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Somebody has seen an alarm of a unit */
        post: operations["post_api_units_unit_alarms_code_acknowledge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/units/{unit}/alarms/{code}/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask an interlock of a unit to let go */
        post: operations["post_api_units_unit_alarms_code_reset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/units/{unit}/capabilities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What units can run */
        get: operations["get_api_units_unit_capabilities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/units/{unit}/dose/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a dose would do */
        post: operations["post_api_units_unit_dose_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/units/{unit}/experiments/{experiment}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add a log line */
        post: operations["post_api_units_unit_experiments_experiment_logs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/units/{unit}/jobs/outcome/job_id/{job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How a job of a unit stands or ended */
        get: operations["get_api_units_unit_jobs_outcome_job_id_job_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/units/{unit}/jobs/run/job_name/{job}/experiments/{experiment}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Start a job on units */
        post: operations["post_api_units_unit_jobs_run_job_name_job_experiments_experiment"];
        delete?: never;
        options?: never;
        head?: never;
        /** Start a job on units */
        patch: operations["patch_api_units_unit_jobs_run_job_name_job_experiments_experiment"];
        trace?: never;
    };
    "/api/units/{unit}/jobs/running": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Running jobs of units */
        get: operations["get_api_units_unit_jobs_running"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/units/{unit}/jobs/stop/all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop every job of units */
        post: operations["post_api_units_unit_jobs_stop_all"];
        delete?: never;
        options?: never;
        head?: never;
        /** Stop every job of units */
        patch: operations["patch_api_units_unit_jobs_stop_all"];
        trace?: never;
    };
    "/api/units/{unit}/jobs/stop/experiments/{experiment}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop all jobs of an experiment on units */
        post: operations["post_api_units_unit_jobs_stop_experiments_experiment"];
        delete?: never;
        options?: never;
        head?: never;
        /** Stop all jobs of an experiment on units */
        patch: operations["patch_api_units_unit_jobs_stop_experiments_experiment"];
        trace?: never;
    };
    "/api/units/{unit}/jobs/stop/job_name/{job}/experiments/{experiment}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop a job on units */
        post: operations["post_api_units_unit_jobs_stop_job_name_job_experiments_experiment"];
        delete?: never;
        options?: never;
        head?: never;
        /** Stop a job on units */
        patch: operations["patch_api_units_unit_jobs_stop_job_name_job_experiments_experiment"];
        trace?: never;
    };
    "/api/units/{unit}/jobs/update/job_name/{job}/experiments/{experiment}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change settings of a running job */
        post: operations["post_api_units_unit_jobs_update_job_name_job_experiments_experiment"];
        delete?: never;
        options?: never;
        head?: never;
        /** Change settings of a running job */
        patch: operations["patch_api_units_unit_jobs_update_job_name_job_experiments_experiment"];
        trace?: never;
    };
    "/api/units/{unit}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Log of a unit */
        get: operations["get_api_units_unit_logs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/units/{unit}/outputs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Outputs of units that are on */
        get: operations["get_api_units_unit_outputs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/units/{unit}/system_logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** System log of a unit */
        get: operations["get_api_units_unit_system_logs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/units/{unit}/system/reboot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Restart units */
        post: operations["post_api_units_unit_system_reboot"];
        delete?: never;
        options?: never;
        head?: never;
        /** Restart units */
        patch: operations["patch_api_units_unit_system_reboot"];
        trace?: never;
    };
    "/api/units/{unit}/system/repair": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Repair units */
        post: operations["post_api_units_unit_system_repair"];
        delete?: never;
        options?: never;
        head?: never;
        /** Repair units */
        patch: operations["patch_api_units_unit_system_repair"];
        trace?: never;
    };
    "/api/units/{unit}/system/shutdown": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Switch units off */
        post: operations["post_api_units_unit_system_shutdown"];
        delete?: never;
        options?: never;
        head?: never;
        /** Switch units off */
        patch: operations["patch_api_units_unit_system_shutdown"];
        trace?: never;
    };
    "/api/units/{unit}/system/utc_clock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Clocks of units */
        get: operations["get_api_units_unit_system_utc_clock"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/units/{unit}/versions/app": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Versions of units */
        get: operations["get_api_units_unit_versions_app"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/units/{worker}/bioreactor/experiments/{experiment}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is in the vial of a unit */
        get: operations["get_api_units_worker_bioreactor_experiments_experiment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/units/{worker}/bioreactor/update/experiments/{experiment}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say what is in the vials of units */
        post: operations["post_api_units_worker_bioreactor_update_experiments_experiment"];
        delete?: never;
        options?: never;
        head?: never;
        /** Say what is in the vials of units */
        patch: operations["patch_api_units_worker_bioreactor_update_experiments_experiment"];
        trace?: never;
    };
    "/api/units/{worker}/bottles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is left in the bottles of a unit */
        get: operations["get_api_units_worker_bottles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Say what is in the bottles of a unit */
        patch: operations["patch_api_units_worker_bottles"];
        trace?: never;
    };
    "/api/units/{worker}/self_test/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Results of a unit's last self-test */
        get: operations["get_api_units_worker_self_test_results"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/upgrades": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The uploaded release and the present or last run */
        get: operations["get_api_upgrades"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/upgrades/bundle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove the uploaded release */
        delete: operations["delete_api_upgrades_bundle"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/upgrades/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What would be done */
        get: operations["get_api_upgrades_plan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/upgrades/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Upgrades and rollbacks so far */
        get: operations["get_api_upgrades_runs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/upgrades/runs/{run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One upgrade or rollback */
        get: operations["get_api_upgrades_runs_run_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/upgrades/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Start an upgrade or a rollback */
        post: operations["post_api_upgrades_start"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/upgrades/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop the run under way */
        post: operations["post_api_upgrades_stop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/upgrades/units": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Releases of the units */
        get: operations["get_api_upgrades_units"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/upgrades/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Announce a release bundle */
        post: operations["post_api_upgrades_uploads"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/upgrades/uploads/{upload_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far an upload is */
        get: operations["get_api_upgrades_uploads_upload_id"];
        /** A piece of a bundle */
        put: operations["put_api_upgrades_uploads_upload_id"];
        post?: never;
        /** Drop an upload */
        delete: operations["delete_api_upgrades_uploads_upload_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/upgrades/uploads/{upload_id}/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Check the bundle */
        post: operations["post_api_upgrades_uploads_upload_id_finish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All users */
        get: operations["get_api_users"];
        put?: never;
        /** Let somebody in */
        post: operations["post_api_users"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{username}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Let somebody in no more */
        delete: operations["delete_api_users_username"];
        options?: never;
        head?: never;
        /** Change what somebody may do */
        patch: operations["patch_api_users_username"];
        trace?: never;
    };
    "/api/users/{username}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Set a password */
        put: operations["put_api_users_username_password"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{username}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Sign somebody out everywhere */
        delete: operations["delete_api_users_username_sessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{username}/sign_in_link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a one-time sign-in link */
        post: operations["post_api_users_username_sign_in_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All workers */
        get: operations["get_api_workers"];
        /** Register a worker */
        put: operations["put_api_workers"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/{unit}/capabilities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What units can run */
        get: operations["get_api_workers_unit_capabilities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/{unit}/dose/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a dose would do */
        post: operations["post_api_workers_unit_dose_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/{unit}/experiments/{experiment}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add a log line */
        post: operations["post_api_workers_unit_experiments_experiment_logs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/{unit}/jobs/outcome/job_id/{job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How a job of a unit stands or ended */
        get: operations["get_api_workers_unit_jobs_outcome_job_id_job_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/{unit}/jobs/run/job_name/{job}/experiments/{experiment}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Start a job on units */
        post: operations["post_api_workers_unit_jobs_run_job_name_job_experiments_experiment"];
        delete?: never;
        options?: never;
        head?: never;
        /** Start a job on units */
        patch: operations["patch_api_workers_unit_jobs_run_job_name_job_experiments_experiment"];
        trace?: never;
    };
    "/api/workers/{unit}/jobs/running": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Running jobs of units */
        get: operations["get_api_workers_unit_jobs_running"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/{unit}/jobs/stop/experiments/{experiment}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop all jobs of an experiment on units */
        post: operations["post_api_workers_unit_jobs_stop_experiments_experiment"];
        delete?: never;
        options?: never;
        head?: never;
        /** Stop all jobs of an experiment on units */
        patch: operations["patch_api_workers_unit_jobs_stop_experiments_experiment"];
        trace?: never;
    };
    "/api/workers/{unit}/jobs/stop/job_name/{job}/experiments/{experiment}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop a job on units */
        post: operations["post_api_workers_unit_jobs_stop_job_name_job_experiments_experiment"];
        delete?: never;
        options?: never;
        head?: never;
        /** Stop a job on units */
        patch: operations["patch_api_workers_unit_jobs_stop_job_name_job_experiments_experiment"];
        trace?: never;
    };
    "/api/workers/{unit}/jobs/update/job_name/{job}/experiments/{experiment}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change settings of a running job */
        post: operations["post_api_workers_unit_jobs_update_job_name_job_experiments_experiment"];
        delete?: never;
        options?: never;
        head?: never;
        /** Change settings of a running job */
        patch: operations["patch_api_workers_unit_jobs_update_job_name_job_experiments_experiment"];
        trace?: never;
    };
    "/api/workers/{worker}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One worker */
        get: operations["get_api_workers_worker"];
        put?: never;
        post?: never;
        /** Remove a worker */
        delete: operations["delete_api_workers_worker"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/{worker}/active_calibrations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Calibrations in use */
        get: operations["get_api_workers_worker_active_calibrations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/{worker}/active_calibrations/{device}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Use no calibration */
        delete: operations["delete_api_workers_worker_active_calibrations_device"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/{worker}/active_calibrations/{device}/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Use a calibration */
        patch: operations["patch_api_workers_worker_active_calibrations_device_name"];
        trace?: never;
    };
    "/api/workers/{worker}/automations/descriptors/{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Automation descriptors of a worker */
        get: operations["get_api_workers_worker_automations_descriptors_kind"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/{worker}/bioreactor/experiments/{experiment}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is in the vial of a unit */
        get: operations["get_api_workers_worker_bioreactor_experiments_experiment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/{worker}/bioreactor/update/experiments/{experiment}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say what is in the vials of units */
        post: operations["post_api_workers_worker_bioreactor_update_experiments_experiment"];
        delete?: never;
        options?: never;
        head?: never;
        /** Say what is in the vials of units */
        patch: operations["patch_api_workers_worker_bioreactor_update_experiments_experiment"];
        trace?: never;
    };
    "/api/workers/{worker}/blink": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let a worker blink */
        post: operations["post_api_workers_worker_blink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/{worker}/bottles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is left in the bottles of a unit */
        get: operations["get_api_workers_worker_bottles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Say what is in the bottles of a unit */
        patch: operations["patch_api_workers_worker_bottles"];
        trace?: never;
    };
    "/api/workers/{worker}/calibration_protocols": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What can be calibrated, and how */
        get: operations["get_api_workers_worker_calibration_protocols"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/{worker}/calibrations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All calibrations of workers */
        get: operations["get_api_workers_worker_calibrations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/{worker}/calibrations/{device}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Calibrations of a device */
        get: operations["get_api_workers_worker_calibrations_device"];
        put?: never;
        /** Upload a calibration */
        post: operations["post_api_workers_worker_calibrations_device"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/{worker}/calibrations/{device}/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One calibration */
        get: operations["get_api_workers_worker_calibrations_device_name"];
        put?: never;
        post?: never;
        /** Delete a calibration */
        delete: operations["delete_api_workers_worker_calibrations_device_name"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/{worker}/calibrations/{device}/{name}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One calibration as its file */
        get: operations["get_api_workers_worker_calibrations_device_name_file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/{worker}/calibrations/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Calibration sessions of workers that are not over */
        get: operations["get_api_workers_worker_calibrations_sessions"];
        put?: never;
        /** Start a calibration session */
        post: operations["post_api_workers_worker_calibrations_sessions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/{worker}/calibrations/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where a calibration session stands */
        get: operations["get_api_workers_worker_calibrations_sessions_session_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/{worker}/calibrations/sessions/{session_id}/abort": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Abort a calibration session */
        post: operations["post_api_workers_worker_calibrations_sessions_session_id_abort"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/{worker}/calibrations/sessions/{session_id}/inputs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Answer the step of a calibration session */
        post: operations["post_api_workers_worker_calibrations_sessions_session_id_inputs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/{worker}/calibrations/sessions/{session_id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop what a calibration session has running */
        post: operations["post_api_workers_worker_calibrations_sessions_session_id_stop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/{worker}/experiment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a worker works for */
        get: operations["get_api_workers_worker_experiment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/{worker}/experiments/{experiment}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Log of a worker in an experiment */
        get: operations["get_api_workers_worker_experiments_experiment_logs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/{worker}/experiments/{experiment}/recent_logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Newest log lines of a worker */
        get: operations["get_api_workers_worker_experiments_experiment_recent_logs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/{worker}/experiments/{experiment}/time_series/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Points of one unit */
        get: operations["get_api_workers_worker_experiments_experiment_time_series_name"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/{worker}/experiments/{experiment}/time_series/{name}/{column}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Points of a column of any table, one unit */
        get: operations["get_api_workers_worker_experiments_experiment_time_series_name_column"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/{worker}/hardware/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Does the hardware of workers fit their model */
        post: operations["post_api_workers_worker_hardware_check"];
        delete?: never;
        options?: never;
        head?: never;
        /** Does the hardware of workers fit their model */
        patch: operations["patch_api_workers_worker_hardware_check"];
        trace?: never;
    };
    "/api/workers/{worker}/is_active": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Switch a worker on or off */
        put: operations["put_api_workers_worker_is_active"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/{worker}/jobs/descriptors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Job descriptors of a worker */
        get: operations["get_api_workers_worker_jobs_descriptors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/{worker}/jobs/settings/job_name/{job}/experiments/{experiment}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Settings of a running job */
        get: operations["get_api_workers_worker_jobs_settings_job_name_job_experiments_experiment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/{worker}/jobs/settings/job_name/{job}/setting/{setting}/experiments/{experiment}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One setting of a running job */
        get: operations["get_api_workers_worker_jobs_settings_job_name_job_setting_setting_experiments_experiment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/{worker}/model": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The model of a worker */
        get: operations["get_api_workers_worker_model"];
        /** Set the model of a worker */
        put: operations["put_api_workers_worker_model"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/{worker}/self_test/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Results of a unit's last self-test */
        get: operations["get_api_workers_worker_self_test_results"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/{worker}/settings/descriptors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Settings descriptors of a worker */
        get: operations["get_api_workers_worker_settings_descriptors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/{worker}/system/utc_clock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let workers step to the leader's clock */
        post: operations["post_api_workers_worker_system_utc_clock"];
        delete?: never;
        options?: never;
        head?: never;
        /** Let workers step to the leader's clock */
        patch: operations["patch_api_workers_worker_system_utc_clock"];
        trace?: never;
    };
    "/api/workers/{worker}/zipped_calibrations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Calibrations of workers in one archive */
        get: operations["get_api_workers_worker_zipped_calibrations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/assignments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All workers and their experiments */
        get: operations["get_api_workers_assignments"];
        put?: never;
        post?: never;
        /** Release all workers */
        delete: operations["delete_api_workers_assignments"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/discover": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Units on the network that are not added */
        get: operations["get_api_workers_discover"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add a unit and wait for it */
        post: operations["post_api_workers_setup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/exports/{filename}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The file of an export */
        get: operations["get_exports_filename"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/active_calibrations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Calibrations in use */
        get: operations["get_unit_api_active_calibrations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/active_calibrations/{device}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Use no calibration */
        delete: operations["delete_unit_api_active_calibrations_device"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/active_calibrations/{device}/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Use a calibration */
        patch: operations["patch_unit_api_active_calibrations_device_name"];
        trace?: never;
    };
    "/unit_api/alarms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Open alarms of this unit */
        get: operations["get_unit_api_alarms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/alarms/{code}/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Somebody has seen an alarm */
        post: operations["post_unit_api_alarms_code_acknowledge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/alarms/{code}/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask an interlock to let go */
        post: operations["post_unit_api_alarms_code_reset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/assignment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the unit works for */
        get: operations["get_unit_api_assignment"];
        /** Tell the unit what it works for */
        put: operations["put_unit_api_assignment"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/automations/descriptors/{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Automation descriptors */
        get: operations["get_unit_api_automations_descriptors_kind"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/bioreactor/experiments/{experiment}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is in the vial */
        get: operations["get_unit_api_bioreactor_experiments_experiment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Say what is in the vial */
        patch: operations["patch_unit_api_bioreactor_experiments_experiment"];
        trace?: never;
    };
    "/unit_api/bottles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is left in the bottles */
        get: operations["get_unit_api_bottles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Say what is in the bottles */
        patch: operations["patch_unit_api_bottles"];
        trace?: never;
    };
    "/unit_api/calibration_protocols": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What can be calibrated, and how */
        get: operations["get_unit_api_calibration_protocols"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/calibrations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All calibrations */
        get: operations["get_unit_api_calibrations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/calibrations/{device}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Calibrations of a device */
        get: operations["get_unit_api_calibrations_device"];
        put?: never;
        /** Upload a calibration */
        post: operations["post_unit_api_calibrations_device"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/calibrations/{device}/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One calibration */
        get: operations["get_unit_api_calibrations_device_name"];
        put?: never;
        post?: never;
        /** Delete a calibration */
        delete: operations["delete_unit_api_calibrations_device_name"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/calibrations/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Calibration sessions that are not over */
        get: operations["get_unit_api_calibrations_sessions"];
        put?: never;
        /** Start a calibration session */
        post: operations["post_unit_api_calibrations_sessions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/calibrations/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where a calibration session stands */
        get: operations["get_unit_api_calibrations_sessions_session_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/calibrations/sessions/{session_id}/abort": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Abort a calibration session */
        post: operations["post_unit_api_calibrations_sessions_session_id_abort"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/calibrations/sessions/{session_id}/inputs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Answer the step of a calibration session */
        post: operations["post_unit_api_calibrations_sessions_session_id_inputs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/calibrations/sessions/{session_id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop what a calibration session has running */
        post: operations["post_unit_api_calibrations_sessions_session_id_stop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/capabilities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What this unit can run */
        get: operations["get_unit_api_capabilities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/config/merged": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The configuration that holds */
        get: operations["get_unit_api_config_merged"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/config/shared": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replace the unit's copy of the shared file */
        post: operations["post_unit_api_config_shared"];
        delete?: never;
        options?: never;
        head?: never;
        /** Replace the unit's copy of the shared file */
        patch: operations["patch_unit_api_config_shared"];
        trace?: never;
    };
    "/unit_api/config/specific": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The unit's own file */
        get: operations["get_unit_api_config_specific"];
        put?: never;
        /** Replace the unit's own file */
        post: operations["post_unit_api_config_specific"];
        delete?: never;
        options?: never;
        head?: never;
        /** Replace the unit's own file */
        patch: operations["patch_unit_api_config_specific"];
        trace?: never;
    };
    "/unit_api/config/texts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Both configuration files */
        get: operations["get_unit_api_config_texts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/config/version": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which configuration files the unit has */
        get: operations["get_unit_api_config_version"];
        /** The leader knows these files */
        put: operations["put_unit_api_config_version"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/dose/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a dose would do */
        post: operations["post_unit_api_dose_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/hardware/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Does the hardware fit a model */
        post: operations["post_unit_api_hardware_check"];
        delete?: never;
        options?: never;
        head?: never;
        /** Does the hardware fit a model */
        patch: operations["patch_unit_api_hardware_check"];
        trace?: never;
    };
    "/unit_api/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Is the unit there */
        get: operations["get_unit_api_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All jobs since the unit's start */
        get: operations["get_unit_api_jobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/jobs/descriptors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Job descriptors */
        get: operations["get_unit_api_jobs_descriptors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/jobs/outcome/job_id/{job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How a job stands or ended */
        get: operations["get_unit_api_jobs_outcome_job_id_job_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/jobs/run/job_name/{job}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Start a job */
        post: operations["post_unit_api_jobs_run_job_name_job"];
        delete?: never;
        options?: never;
        head?: never;
        /** Start a job */
        patch: operations["patch_unit_api_jobs_run_job_name_job"];
        trace?: never;
    };
    "/unit_api/jobs/running": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Running jobs */
        get: operations["get_unit_api_jobs_running"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/jobs/running/{job}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Running jobs of this name */
        get: operations["get_unit_api_jobs_running_job"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/jobs/running/experiments/{experiment}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Running jobs of an experiment */
        get: operations["get_unit_api_jobs_running_experiments_experiment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/jobs/settings/job_name/{job}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Settings of a running job */
        get: operations["get_unit_api_jobs_settings_job_name_job"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Not offered: settings change over MQTT */
        patch: operations["patch_unit_api_jobs_settings_job_name_job"];
        trace?: never;
    };
    "/unit_api/jobs/settings/job_name/{job}/setting/{setting}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One setting of a running job */
        get: operations["get_unit_api_jobs_settings_job_name_job_setting_setting"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/jobs/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop jobs */
        post: operations["post_unit_api_jobs_stop"];
        delete?: never;
        options?: never;
        head?: never;
        /** Stop jobs */
        patch: operations["patch_unit_api_jobs_stop"];
        trace?: never;
    };
    "/unit_api/jobs/stop/all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop all jobs */
        post: operations["post_unit_api_jobs_stop_all"];
        delete?: never;
        options?: never;
        head?: never;
        /** Stop all jobs */
        patch: operations["patch_unit_api_jobs_stop_all"];
        trace?: never;
    };
    "/unit_api/journal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Recorded messages */
        get: operations["get_unit_api_journal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/journal/ack": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The leader holds these rows */
        post: operations["post_unit_api_journal_ack"];
        delete?: never;
        options?: never;
        head?: never;
        /** The leader holds these rows */
        patch: operations["patch_unit_api_journal_ack"];
        trace?: never;
    };
    "/unit_api/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The end of the unit's log */
        get: operations["get_unit_api_logs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/long_running_jobs/running": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Jobs meant to run for ever */
        get: operations["get_unit_api_long_running_jobs_running"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Numbers for Prometheus */
        get: operations["get_unit_api_metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/outputs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Outputs that are on */
        get: operations["get_unit_api_outputs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the unit does now */
        get: operations["get_unit_api_overview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/self_test/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Results of the last self-test */
        get: operations["get_unit_api_self_test_results"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/settings/descriptors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Settings descriptors */
        get: operations["get_unit_api_settings_descriptors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/system/disk_space": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Space on the root file system */
        get: operations["get_unit_api_system_disk_space"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/system/ipv4": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Addresses of the unit */
        get: operations["get_unit_api_system_ipv4"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/system/memory": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Memory */
        get: operations["get_unit_api_system_memory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/system/reboot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Restart the computer */
        post: operations["post_unit_api_system_reboot"];
        delete?: never;
        options?: never;
        head?: never;
        /** Restart the computer */
        patch: operations["patch_unit_api_system_reboot"];
        trace?: never;
    };
    "/unit_api/system/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The release in use and its last change */
        get: operations["get_unit_api_system_release"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/system/remove_file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Remove a file in the data root */
        post: operations["post_unit_api_system_remove_file"];
        delete?: never;
        options?: never;
        head?: never;
        /** Remove a file in the data root */
        patch: operations["patch_unit_api_system_remove_file"];
        trace?: never;
    };
    "/unit_api/system/repair": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Repair the unit */
        post: operations["post_unit_api_system_repair"];
        delete?: never;
        options?: never;
        head?: never;
        /** Repair the unit */
        patch: operations["patch_unit_api_system_repair"];
        trace?: never;
    };
    "/unit_api/system/shutdown": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Switch the computer off */
        post: operations["post_unit_api_system_shutdown"];
        delete?: never;
        options?: never;
        head?: never;
        /** Switch the computer off */
        patch: operations["patch_unit_api_system_shutdown"];
        trace?: never;
    };
    "/unit_api/system/utc_clock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The unit's time */
        get: operations["get_unit_api_system_utc_clock"];
        put?: never;
        /** Set the unit's clock */
        post: operations["post_unit_api_system_utc_clock"];
        delete?: never;
        options?: never;
        head?: never;
        /** Set the unit's clock */
        patch: operations["patch_unit_api_system_utc_clock"];
        trace?: never;
    };
    "/unit_api/system/web_server/restart": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Restart the leader's web server */
        post: operations["post_unit_api_system_web_server_restart"];
        delete?: never;
        options?: never;
        head?: never;
        /** Restart the leader's web server */
        patch: operations["patch_unit_api_system_web_server_restart"];
        trace?: never;
    };
    "/unit_api/system/web_server/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** State of the leader's web server */
        get: operations["get_unit_api_system_web_server_status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/task_results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The last background tasks */
        get: operations["get_unit_api_task_results"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/task_results/{task_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where a background task stands */
        get: operations["get_unit_api_task_results_task_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unit_api/versions/app": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Version of this software */
        get: operations["get_unit_api_versions_app"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * AccessPoint
         * @description Whether there is a Wi-Fi of the leader's own.
         */
        AccessPoint: {
            active: boolean;
        };
        /**
         * ActiveChange
         * @description 1: the unit takes part; 0: its jobs are stopped and starts are refused.
         */
        ActiveChange: {
            is_active: (0 | 1) | boolean;
        };
        /**
         * Alarm
         * @description One alarm. Times are UTC, ISO-8601.
         *
         *         ``title``: one sentence; ``text``: what was seen, what was done, what goes on; ``remedy``: what to do, a line a
         *         step; ``state``: ``new`` until somebody acknowledges it, ``returned`` when the condition is over and nobody has;
         *         ``ended`` only in the history.
         */
        Alarm: {
            /** @default null */
            acknowledged_at: string | null;
            /** @default null */
            acknowledged_by: string | null;
            code: string;
            /** @default null */
            data: Record<string, never> | null;
            /** @default  */
            experiment: string;
            /** @default false */
            needs_reset: boolean;
            /** @default  */
            raised_at: string;
            /** @default  */
            remedy: string;
            /** @default false */
            reset_requested: boolean;
            /** @default null */
            reset_requested_by: string | null;
            /** @default null */
            returned_at: string | null;
            /** @enum {unknown} */
            severity: "alarm" | "warning";
            /** @default  */
            source: string;
            /**
             * @default new
             * @enum {unknown}
             */
            state: "acknowledged" | "ended" | "new" | "returned";
            text: string;
            title: string;
        };
        /**
         * AlarmAnswer
         * @description The alarm after the request; None: its condition was over, so it has disappeared.
         */
        AlarmAnswer: {
            alarm: components["schemas"]["Alarm"] | null;
            /**
             * @default success
             * @enum {unknown}
             */
            status: "success";
        };
        /**
         * AlarmSeen
         * @description Who looks after the alarm: the name that people will read beside it.
         */
        AlarmSeen: {
            by: string;
        };
        /**
         * AlarmsOfUnits
         * @description The open alarms of each unit that answered, worst first, and why the others did not.
         */
        AlarmsOfUnits: {
            alarms: {
                [key: string]: components["schemas"]["Alarm"][];
            };
            errors: {
                [key: string]: components["schemas"]["UnitReply"];
            };
        };
        /**
         * AlarmStep
         * @description One change of an alarm. ``state``: new, acknowledged, returned (over, but not seen) or ended.
         *
         *         ``by``: the person, where one did it.
         */
        AlarmStep: {
            at: string;
            by: string | null;
            state: string;
        };
        /**
         * ApiToken
         * @description ``role``: the most that it may do; never more than its owner. Times are ISO-8601 in UTC.
         */
        ApiToken: {
            created_at: string;
            expires_at: string;
            is_expired: boolean;
            name: string;
            role: string;
            token_id: number;
            used_at: string | null;
            username: string;
        };
        /**
         * AppVersion
         * @description The installed version.
         */
        AppVersion: {
            version: string;
        };
        /**
         * Argument
         * @description A positional argument of a command.
         */
        Argument: {
            name: string;
            nargs: number;
            required: boolean;
            type: string;
        };
        /**
         * AssignmentCount
         * @description How many units an experiment has; experiments without units are left out.
         */
        AssignmentCount: {
            experiment: string;
            worker_count: number;
        };
        /**
         * AssignmentDone
         * @description Written down and left at the broker; the task's result has what the unit said and which old jobs stopped.
         */
        AssignmentDone: {
            result_url_path: string;
            /** @default success */
            status: string;
            task_id: string;
            unit: string;
        };
        /**
         * AuditEvent
         * @description One row. ``at``: ISO-8601 in UTC.
         */
        AuditEvent: {
            action: string;
            actor: string;
            at: string;
            event_id: number;
            hash: string;
            new: string;
            object: string;
            old: string;
            outcome: string;
            reason: string;
            role: string;
            source: string;
        };
        /**
         * AutomationDescriptor
         * @description An automation of a dosing, LED or temperature job.
         *
         *         ``needs`` is ours: jobs (``od_reading``) and pumps (``media_pump``) without which it cannot work.
         */
        AutomationDescriptor: {
            automation_name: string;
            description: string;
            display_name: string;
            /** @default [] */
            fields: components["schemas"]["AutomationField"][];
            /** @default [] */
            needs: string[];
            /** @default null */
            source: string | null;
        };
        /**
         * AutomationField
         * @description A field of an automation's form. ``min``, ``max`` (inclusive) and ``description`` are ours; plugins may leave
         *         them out. ``required``: the form cannot be sent without a value.
         */
        AutomationField: {
            /** @default null */
            default: number | string | boolean | null;
            /** @default null */
            description: string | null;
            /** @default false */
            disabled: boolean;
            key: string;
            label: string;
            /** @default null */
            max: number | null;
            /** @default null */
            min: number | null;
            /** @default null */
            options: string[] | null;
            /** @default true */
            required: boolean;
            /**
             * @default numeric
             * @enum {unknown}
             */
            type: "boolean" | "numeric" | "select" | "string";
            /** @default null */
            unit: string | null;
        };
        /**
         * BackupLine
         * @description One backup. ``made_at``, ``read_back_at``: ISO-8601 in UTC; it is read back when it is made, and by each check.
         *
         *         ``places``: names of other places that had it when they were last tried; ``is_usable``: this version knows its
         *         schema.
         */
        BackupLine: {
            is_here: boolean;
            is_usable: boolean;
            made_at: string;
            name: string;
            places: string[];
            read_back_at: string;
            rows: number;
            schema: number;
            size_bytes: number;
            version: string;
        };
        /**
         * BackupPlace
         * @description Another place of backups. ``where``: in words; ``error``: what went wrong, in its configuration or the last try.
         *
         *         ``tried_at``, ``newest_at``: ISO-8601, null before the first try or copy; ``copies``: as they were found then.
         */
        BackupPlace: {
            copies: number;
            error: string;
            /** @enum {unknown} */
            kind: "folder" | "unit";
            name: string;
            newest_at: string | null;
            tried_at: string | null;
            where: string;
        };
        /**
         * BackupRun
         * @description A backup that is made (``create``) or brought to the places that lack it (``copy``).
         *
         *         ``backup``: its name, empty until it has one, or for the newest; ``removed``: older ones that it superseded here.
         */
        BackupRun: {
            /** @default  */
            asked_at: string;
            /** @default  */
            asked_by: string;
            /** @default  */
            backup: string;
            /** @default  */
            began_at: string;
            /** @default  */
            ended_at: string;
            /** @default 1 */
            format: number;
            /** @enum {unknown} */
            kind: "copy" | "create";
            /** @default  */
            message: string;
            /**
             * @default asked
             * @enum {unknown}
             */
            outcome: "asked" | "failed" | "interrupted" | "running" | "stopped" | "succeeded";
            /** @default [] */
            removed: string[];
            /** @default 0 */
            rows: number;
            run_id: string;
            /** @default 0 */
            size_bytes: number;
            stages?: components["schemas"]["BackupStage"][];
            /** @default null */
            took_s: number | null;
        };
        /**
         * Backups
         * @description ``why_not``: why nobody makes one at request, null if somebody does; ``damaged``: those that cannot be read.
         *
         *         ``run``: the present or last one that was made or copied, by whomever; ``stale_after_days``: older is an alarm.
         */
        Backups: {
            backups: components["schemas"]["BackupLine"][];
            damaged: string[];
            places: components["schemas"]["BackupPlace"][];
            run: components["schemas"]["BackupRun"] | null;
            stale_after_days: number;
            why_not: string | null;
        };
        /**
         * BackupStage
         * @description One stage. ``place``: the name of where it is copied to; empty: it is made, or read back before it is copied.
         *
         *         ``began_at``: ISO-8601; ``took_s``: seconds of the wall; ``text``: what came of it.
         */
        BackupStage: {
            /** @default  */
            began_at: string;
            /** @default  */
            place: string;
            /**
             * @default waiting
             * @enum {unknown}
             */
            state: "done" | "failed" | "running" | "skipped" | "waiting";
            /** @default  */
            text: string;
            /** @default null */
            took_s: number | null;
        };
        /**
         * BottleChange
         * @description What is in bottles now, mL by name (``media``, ``alt_media``, ``waste``): all are entered, or none.
         *
         *         ``by``: who says so.
         */
        BottleChange: {
            /** @default null */
            by: string | null;
            contents_ml: {
                [key: string]: number;
            };
        };
        /**
         * BottleOverview
         * @description A bottle by book-keeping. ``left_ml``: media left in it, or room in the waste bottle; ``hours_left``: at the
         *         present rate, None while nothing is moved; ``status``: ``out`` is empty, or full of waste.
         */
        BottleOverview: {
            capacity_ml: number;
            content_ml: number;
            hours_left: number | null;
            left_ml: number;
            /** @enum {unknown} */
            name: "alt_media" | "media" | "waste";
            rate_ml_per_h: number;
            /** @enum {unknown} */
            status: "low" | "ok" | "out";
        };
        /**
         * Bottles
         * @description The bottles that are tracked: those for which the configuration says how much they hold.
         */
        Bottles: {
            bottles: components["schemas"]["BottleOverview"][];
        };
        /**
         * Bundle
         * @description A bundle that was checked: signed by somebody whom this leader trusts, for this leader, every file as signed.
         *
         *         ``changes``: what its changelog says, newest version first; ``needed_mb``: space that a unit needs for it.
         */
        Bundle: {
            architecture: string;
            arrived_at: string;
            bytes: number;
            /** @default [] */
            changes: components["schemas"]["Section"][];
            path: string;
            pythons: string[];
            schema_version: number;
            sha256: string;
            unpacked_bytes: number;
            version: string;
        };
        /**
         * CalibrationSession
         * @description One session. ``data``: what was answered and measured so far; ``result``: what came of it, when complete.
         */
        CalibrationSession: {
            created_at: string;
            /** @default {} */
            data: Record<string, never>;
            /** @default null */
            error: string | null;
            protocol_name: string;
            /** @default null */
            result: Record<string, never> | null;
            session_id: string;
            status: components["schemas"]["SessionStatus"];
            step_id: string;
            target_device: string;
            updated_at: string;
        };
        /**
         * Capability
         * @description What this unit can run with ``pio run``. ``automation_name``: one automation of an automation job.
         */
        Capability: {
            arguments: components["schemas"]["Argument"][];
            automation_name?: string;
            cli_example: string;
            help: string | null;
            job_name: string;
            options: components["schemas"]["Option"][];
            published_settings: {
                [key: string]: components["schemas"]["PublishedSetting"];
            };
        };
        /**
         * ChartDescriptor
         * @description A chart. ``lookback`` in hours; ``mqtt_topic`` below ``pioreactor/<unit>/<experiment>/``.
         *
         *         ``is_on``: the overview shows it unless a person chose otherwise; the leader sets it from its configuration.
         */
        ChartDescriptor: {
            chart_key: string;
            data_source: string;
            /** @default null */
            data_source_column: string | null;
            /** @default true */
            down_sample: boolean;
            /** @default 2 */
            fixed_decimals: number;
            /**
             * @default stepAfter
             * @enum {unknown}
             */
            interpolation: "basis" | "bundle" | "cardinal" | "catmullRom" | "linear" | "monotoneX" | "monotoneY" | "natural" | "none" | "step" | "stepAfter" | "stepBefore";
            /** @default true */
            is_on: boolean;
            /** @default 100000 */
            lookback: number | string;
            /** @default null */
            mqtt_topic: string | string[] | null;
            /** @default null */
            payload_key: string | null;
            source: string;
            title: string;
            /** @default null */
            y_axis_domain: [
                number,
                number
            ] | null;
            y_axis_label: string;
            /** @default null */
            y_transformation: string | null;
        };
        /**
         * CheckRestore
         * @description ``place``: the name of the place it is read from; empty for the leader itself.
         */
        CheckRestore: {
            /** @default  */
            place: string;
        };
        /**
         * Claim
         * @description The first admin. ``code``: what ``pio users claim-code`` prints on the leader.
         */
        Claim: {
            code: string;
            password: string;
            username: string;
        };
        /**
         * Clock
         * @description The leader's time as unix seconds, and how many clock seconds pass per second of the wall.
         */
        Clock: {
            speed: number;
            utc_s: number;
        };
        /**
         * ClockSet
         * @description The unit's time after its clock was set, and by how much that went; negative: back.
         */
        ClockSet: {
            clock_time: string;
            /**
             * @default success
             * @enum {unknown}
             */
            status: "success";
            stepped_s: number;
        };
        /**
         * ClockTime
         * @description The unit's time, ISO-8601 in UTC.
         */
        ClockTime: {
            clock_time: string;
            /**
             * @default success
             * @enum {unknown}
             */
            status: "success";
        };
        /**
         * ClockWanted
         * @description ``utc_clock_time``: ISO-8601 with Z or an offset, from 2024 on and at most five years from the present clock.
         */
        ClockWanted: {
            /** @default null */
            utc_clock_time: string | null;
        };
        /**
         * CommandRan
         * @description A command of the unit that came to its end; ``returncode`` 124: it had to be ended after its time.
         */
        CommandRan: {
            returncode: number;
            stderr: string;
            stdout: string;
        };
        /**
         * Comparison
         * @description A backup against what is there now.
         *
         *         ``age_s``: seconds since it was made; ``tables``: those whose rows differ in number; ``experiments_lost``: made
         *         since; ``experiments_back``: deleted since; ``rows_lost``: how many rows fewer there would be, table by table;
         *         ``units_keep``: units keep what they measured since, and are asked for it again. ``is_damaged``: what is there now
         *         cannot be read, so nothing of it is compared.
         */
        Comparison: {
            age_s: number;
            backup_schema: number;
            backup_version: string;
            experiments_back: string[];
            experiments_lost: string[];
            /** @default false */
            is_damaged: boolean;
            made_at: string;
            rows_lost: number;
            schema: number;
            tables: {
                [key: string]: components["schemas"]["RowsOfTable"];
            };
            units_keep: boolean;
            version: string;
        };
        /**
         * ConfigChange
         * @description A value that is another one afterwards; None: there is none. Secrets are stars.
         */
        ConfigChange: {
            after: string | null;
            before: string | null;
            key: string;
            section: string;
        };
        /**
         * ConfigCode
         * @description A whole configuration file as INI text.
         */
        ConfigCode: {
            code: string;
        };
        /**
         * ConfigDiff
         * @description What a unit's copy lacks and has over, as a unified diff; '' for none. ``note``: what the diff cannot show.
         */
        ConfigDiff: {
            diff: string;
            /** @default  */
            note: string;
        };
        /**
         * ConfigDiffs
         * @description Per unit what a sync would change there, and why some cannot be asked.
         */
        ConfigDiffs: {
            diffs: {
                [key: string]: components["schemas"]["ConfigDiff"];
            };
            errors: {
                [key: string]: components["schemas"]["UnitReply"];
            };
        };
        /**
         * ConfigDraft
         * @description A file as somebody would save it. ``unit``: whose own file it is; None: the shared one.
         */
        ConfigDraft: {
            code: string;
            /** @default null */
            unit: string | null;
        };
        /**
         * ConfigEdit
         * @description A file that somebody edited. ``replaces``: the version that it was made from; None: whatever there is.
         */
        ConfigEdit: {
            code: string;
            /** @default null */
            replaces: number | null;
        };
        /**
         * ConfigEffect
         * @description On one unit. ``jobs``: those that run now, read what changes, and have the old value until their next start.
         *
         *         ``error``: why the unit could not be asked; what it has of its own is not known then, and it catches up later.
         */
        ConfigEffect: {
            changes: components["schemas"]["ConfigChange"][];
            /** @default null */
            error: string | null;
            jobs: string[];
            unit: string;
        };
        /**
         * ConfigFault
         * @description One thing that is wrong. ``line`` counts from 1; 0: something is missing, which stands nowhere.
         */
        ConfigFault: {
            key: string;
            line: number;
            section: string;
            text: string;
        };
        /**
         * ConfigFaults
         * @description What is wrong with a file, in the order of its lines.
         */
        ConfigFaults: {
            faults: components["schemas"]["ConfigFault"][];
        };
        /**
         * ConfigOfUnit
         * @description How a unit stands. ``state``: ``edited`` is a copy that somebody changed on the unit. ``version``: which one it
         *         has; of an unreachable unit, which one it had when it was last heard, at ``heard_at``. ``message``: what comes next.
         */
        ConfigOfUnit: {
            heard_at: string | null;
            message: string;
            /** @enum {unknown} */
            state: "behind" | "current" | "edited" | "unreachable";
            unit: string;
            version: number | null;
        };
        /**
         * ConfigOption
         * @description A key. ``default`` None: absent unless somebody sets it. ``low``, ``high``: inclusive, None without a limit.
         *
         *         ``choices``: the only legal values, if there are any; ``word``: one that is legal beside a number.
         */
        ConfigOption: {
            choices: string[];
            default: string | null;
            high: number | null;
            is_secret: boolean;
            key: string;
            /** @enum {unknown} */
            kind: "flag" | "number" | "text" | "whole";
            low: number | null;
            meaning: string;
            word: string;
        };
        /**
         * ConfigPreview
         * @description ``diff``: against the present file, '' for none. ``units``: what changes there, and for which jobs.
         */
        ConfigPreview: {
            diff: string;
            faults: components["schemas"]["ConfigFault"][];
            units: components["schemas"]["ConfigEffect"][];
        };
        /**
         * ConfigSection
         * @description A section. ``others``: how any further key must look, None if there must be none.
         *
         *         ``is_whole``: its defaults hold only where no file has the section. ``used_by``: jobs that read it when they start;
         *         ``*``: all; none for what only the web server reads.
         */
        ConfigSection: {
            is_whole: boolean;
            options: components["schemas"]["ConfigOption"][];
            others: components["schemas"]["ConfigOption"] | null;
            section: string;
            used_by: string[];
        };
        /**
         * ConfigsOfUnits
         * @description The merged configuration of each unit that answered, and why the others did not.
         */
        ConfigsOfUnits: {
            configs: {
                [key: string]: {
                    [key: string]: {
                        [key: string]: string | null;
                    };
                };
            };
            errors: {
                [key: string]: components["schemas"]["UnitReply"];
            };
        };
        /**
         * ConfigSync
         * @description The present version of the shared file, when the leader got it, and how the units stand.
         */
        ConfigSync: {
            saved_at: string;
            units: components["schemas"]["ConfigOfUnit"][];
            version: number;
        };
        /**
         * ConfigVersion
         * @description The text that a configuration file got at a time; ``version`` counts from 1 per file.
         */
        ConfigVersion: {
            data: string;
            filename: string;
            timestamp: string;
            /** @default null */
            version: number | null;
        };
        /**
         * Confirmation
         * @description The leader knows these files. A digest that is no longer the file's counts for nothing.
         */
        Confirmation: {
            own_digest: string;
            saved_at: string;
            shared_digest: string;
            version: number;
        };
        /**
         * CopyBackup
         * @description ``name``: which backup; empty for the newest.
         */
        CopyBackup: {
            /** @default  */
            name: string;
        };
        /**
         * DatabaseSpace
         * @description How much of the file is in use, in pages and bytes; freed pages are used again by later rows.
         */
        DatabaseSpace: {
            allocated_bytes: number;
            freelist_count: number;
            page_count: number;
            page_size: number;
            reclaimable_bytes: number;
            reclaimable_fraction: number;
        };
        /**
         * Dataset
         * @description One table, or one query, that can be exported.
         *
         *         ``default_order_by``: the column that gives order and time; ``timestamp_columns``: those that get a twin in local
         *         time. ``has_experiment``, ``has_unit``: it has the column ``experiment``, ``pioreactor_unit``. ``group`` is ours:
         *         the heading under which the page shows it.
         */
        Dataset: {
            /** @default false */
            always_partition_by_unit: boolean;
            /** @default {} */
            column_descriptions: {
                [key: string]: string;
            };
            /** @default {} */
            column_units: {
                [key: string]: string;
            };
            dataset_name: string;
            default_order_by: string | null;
            description: string | null;
            display_name: string;
            /** @default  */
            group: string;
            has_experiment: boolean;
            has_unit: boolean;
            /** @default null */
            query: string | null;
            /** @default app */
            source: string;
            /** @default null */
            table: string | null;
            /** @default [] */
            timestamp_columns: string[];
        };
        /**
         * DatasetSelection
         * @description Which rows of a dataset to look at; as in an ExportRequest.
         */
        DatasetSelection: {
            /** @default null */
            end_time: string | null;
            /** @default [] */
            experiments: string[];
            /** @default 20 */
            n_rows: number;
            /** @default null */
            start_time: string | null;
            /** @default [] */
            units: string[];
        };
        /**
         * DeadLetter
         * @description One message as it came. ``payload``: text, with bytes that are no UTF-8 replaced.
         */
        DeadLetter: {
            id: number;
            payload: string;
            reason: string;
            received_at: string;
            topic: string;
        };
        /**
         * DeadLetterChoice
         * @description One of the three: these ``ids``; those with ``text`` in topic or reason; or ``all`` of them.
         */
        DeadLetterChoice: {
            /** @default false */
            all: boolean;
            /** @default null */
            ids: number[] | null;
            /** @default null */
            text: string | null;
        };
        /**
         * DeadLetters
         * @description ``count``: of all that fit the query, at most 100000.
         */
        DeadLetters: {
            count: number;
            dead_letters: components["schemas"]["DeadLetter"][];
        };
        /**
         * DeadLettersForgotten
         * @description How many were deleted.
         */
        DeadLettersForgotten: {
            deleted: number;
            /**
             * @default success
             * @enum {unknown}
             */
            status: "success";
        };
        /**
         * DeletedExperiment
         * @description ``remove_at``: when its data go for good; ``is_being_removed``: they are going. Times in UTC, ISO-8601.
         */
        DeletedExperiment: {
            created_at: string;
            deleted_at: string;
            description: string | null;
            experiment: string;
            is_being_removed: boolean;
            remove_at: string;
        };
        /**
         * Done
         * @description What was done, in words.
         */
        Done: {
            msg: string;
        };
        /**
         * DosePreview
         * @description What will be true after a dose, worked out by the unit that would give it. Nothing moves.
         *
         *         ``pump``: media, alt_media or waste; ``action``: the job to start. ``ml``: the volume that the pump moves, None
         *         where that cannot be told; ``volume_after_ml``: what the vial then holds (waste cannot go below the end of its
         *         tube). ``headroom_ml``: what may still come in before the dose, ``headroom_after_ml`` after it; below 0: too much.
         *         ``duration_s``: pumping time; of a continuous inflow: until the limit stops it. ``volume_sd_ml``: how well the
         *         volume is known (one standard deviation). ``refusal``: why the unit would not do it, with the remedy in
         *         ``remediation``; None: it would. ``dosing_automation``: the automation that doses the same vial, if one runs.
         */
        DosePreview: {
            action: string;
            calibrated: boolean;
            calibrated_at: string | null;
            calibration_name: string | null;
            capacity_ml: number | null;
            current_volume_ml: number;
            dosing_automation: string | null;
            duration_s: number | null;
            efflux_tube_volume_ml: number;
            experiment: string;
            headroom_after_ml: number | null;
            headroom_ml: number | null;
            max_fill_ml: number | null;
            ml: number | null;
            /** @enum {unknown} */
            pump: "alt_media" | "media" | "waste";
            rate_ml_per_s: number | null;
            refusal: string | null;
            remediation: string | null;
            unit: string;
            volume_after_ml: number;
            volume_sd_ml: number | null;
        };
        /**
         * DoseQuestion
         * @description A dose before it is given; exactly one of ``ml``, ``duration_s`` and ``continuously``.
         *
         *         ``pump``: ``media``, ``alt_media``, ``waste``, or the name of the action (``add_media`` …). ``experiment``: default
         *         the one that the unit works for.
         */
        DoseQuestion: {
            /** @default false */
            continuously: boolean;
            /** @default null */
            duration_s: number | null;
            /** @default null */
            experiment: string | null;
            /** @default null */
            ml: number | null;
            /** @enum {unknown} */
            pump: "add_alt_media" | "add_media" | "alt_media" | "media" | "remove_waste" | "waste";
        };
        /**
         * ErrorBody
         * @description Every reply with a status of 400 or more.
         */
        ErrorBody: {
            cause: string | null;
            diagnostics: unknown[];
            error: string;
            remediation: string | null;
            status: number;
        };
        /**
         * Estimate
         * @description Rows of a dataset. ``rows`` is None where counting would take as long as exporting.
         */
        Estimate: {
            rows: number | null;
            /**
             * @default about
             * @enum {unknown}
             */
            word: "about" | "at_least" | "at_most";
        };
        /**
         * Experiment
         * @description One experiment. ``delta_hours``: whole hours since its creation; ``worker_count``: units assigned now.
         */
        Experiment: {
            created_at: string;
            delta_hours: number;
            description: string | null;
            experiment: string;
            tags: string[];
            worker_count: number;
        };
        /**
         * ExperimentChange
         * @description At least one of the two; tags are replaced as a set.
         */
        ExperimentChange: {
            /** @default null */
            description: string | null;
            /** @default null */
            tags: string[] | null;
        };
        /**
         * ExperimentContents
         * @description ``series``: lines of charts that have points; ``first_at``, ``last_at``: time of the first and last of these.
         */
        ExperimentContents: {
            first_at: string | null;
            last_at: string | null;
            log_lines: number;
            series: number;
        };
        /**
         * ExperimentDeleted
         * @description The result of deleting an experiment. ``remove_at``: when its data go for good; null: they are gone.
         */
        ExperimentDeleted: {
            database_space: components["schemas"]["DatabaseSpace"];
            experiment: string;
            msg: string;
            /** @default null */
            remove_at: string | null;
            result: boolean;
        };
        /**
         * ExperimentRecord
         * @description What was recorded; ``kept_days``: for how long it could be had back after a deletion, 0 for not at all.
         */
        ExperimentRecord: {
            contents: components["schemas"]["ExperimentContents"];
            kept_days: number;
        };
        /**
         * ExperimentWorker
         * @description A worker of an experiment.
         */
        ExperimentWorker: {
            is_active: number;
            model_name: string | null;
            model_version: string | null;
            pioreactor_unit: string;
        };
        /**
         * ExportAccepted
         * @description ``run_id``: what ``/api/exports/<run_id>`` tells more about.
         */
        ExportAccepted: {
            result_url_path: string;
            run_id: string;
            /**
             * @default accepted
             * @enum {unknown}
             */
            status: "accepted";
            task_id: string;
            unit: string;
        };
        /**
         * ExportDone
         * @description What stands in the ``result`` of the task. Get it at ``/exports/<filename>``.
         */
        ExportDone: {
            expires_at: string;
            filename: string;
            msg: string;
            result: boolean;
            rows: number;
            sha256: string;
            size_bytes: number;
            warnings: string[];
        };
        /**
         * ExportLine
         * @description An export, the present one or an earlier one. ``is_there``: its file can be had; ``may_end``: by the caller.
         */
        ExportLine: {
            is_there: boolean;
            may_end: boolean;
            run: components["schemas"]["ExportRun"];
        };
        /**
         * ExportRequest
         * @description What to export. ``experiment`` is the ecosystem's; ``experiments`` and ``units`` are ours.
         *
         *         No units are all units. ``$experiment`` stands for what belongs to none. Times are ISO-8601 with Z or an offset; the
         *         end does not belong to it. Without ``partition_by_...`` the rows of all are in one file, in the order of time.
         */
        ExportRequest: {
            datasets: string[];
            /** @default null */
            end_time: string | null;
            /** @default null */
            experiment: string | null;
            /** @default [] */
            experiments: string[];
            /** @default true */
            partition_by_experiment: boolean;
            /** @default false */
            partition_by_unit: boolean;
            /** @default null */
            start_time: string | null;
            /** @default [] */
            units: string[];
        };
        /**
         * ExportRun
         * @description An export.
         *
         *         ``filename``: under which it can be had, empty until it is finished; ``expires_at``: until when. ``sha256``: of it.
         */
        ExportRun: {
            /** @default  */
            asked_at: string;
            /** @default  */
            asked_by: string;
            /** @default  */
            began_at: string;
            /** @default  */
            ended_at: string;
            /** @default  */
            expires_at: string;
            /** @default  */
            filename: string;
            /** @default 0 */
            files: number;
            /** @default 1 */
            format: number;
            /** @default  */
            message: string;
            /**
             * @default asked
             * @enum {unknown}
             */
            outcome: "asked" | "failed" | "interrupted" | "running" | "stopped" | "succeeded";
            /** @default 0 */
            rows: number;
            run_id: string;
            selection: components["schemas"]["Selection"];
            /** @default  */
            sha256: string;
            /** @default 0 */
            size_bytes: number;
            /** @default [] */
            stages: components["schemas"]["ExportStage"][];
            /** @default null */
            took_s: number | null;
            /** @default [] */
            warnings: string[];
        };
        /**
         * Exports
         * @description ``kept_hours``: how long a finished export can be had; ``free_bytes``: on the disk where they lie.
         */
        Exports: {
            exports: components["schemas"]["ExportLine"][];
            free_bytes: number;
            kept_hours: number;
        };
        /**
         * ExportStage
         * @description One dataset. ``rows``: written so far; ``expected``: about so many, None if nobody knows; ``took_s``: wall.
         */
        ExportStage: {
            /** @default  */
            began_at: string;
            dataset: string;
            display_name: string;
            /** @default null */
            expected: number | null;
            /** @default 0 */
            rows: number;
            /**
             * @default waiting
             * @enum {unknown}
             */
            state: "done" | "failed" | "running" | "skipped" | "waiting";
            /** @default null */
            took_s: number | null;
        };
        /**
         * Failure
         * @description Why it stopped. ``cause``: with the numbers; ``remedy``: what to do; ``actions``: what helps when it is started
         *         again, the first one first; ``details``: technical.
         */
        Failure: {
            /** @default [] */
            actions: ("accept_host_key" | "give_claim_code" | "give_password" | "set_clock" | "try_again")[];
            cause: string;
            /** @default  */
            details: string;
            remedy: string;
            stage: components["schemas"]["StageName"];
        };
        /**
         * FilePath
         * @description ``filepath``: absolute, or relative to the data root.
         */
        FilePath: {
            filepath: string;
        };
        /**
         * FilesHeld
         * @description Which files a unit has. ``version`` and ``saved_at``: of the shared file that the leader brought last, None for
         *         one that came otherwise. The digests are of the files as they are now, '' for none.
         */
        FilesHeld: {
            own_digest: string;
            saved_at: string | null;
            shared_digest: string;
            unit: string;
            version: number | null;
        };
        /**
         * FileText
         * @description A configuration file, secrets hidden, with the digest of its whole text.
         */
        FileText: {
            digest: string;
            text: string;
        };
        /**
         * FileTexts
         * @description Both files of a unit.
         */
        FileTexts: {
            own: components["schemas"]["FileText"];
            shared: components["schemas"]["FileText"];
        };
        /**
         * Found
         * @description What was found out about the unit so far. Empty or null: not known yet.
         *
         *         ``fingerprint``: of its host key; ``version``: of its release; ``free_mb``: on its disk; ``clock_offset_s``: ahead
         *         of the leader if positive; ``leader``: whose it is; ``running``: names of jobs that run on it now.
         */
        Found: {
            /** @default  */
            address: string;
            /** @default  */
            architecture: string;
            /** @default null */
            clock_offset_s: number | null;
            /** @default  */
            fingerprint: string;
            /** @default null */
            free_mb: number | null;
            /** @default  */
            hostname: string;
            /** @default  */
            leader: string;
            /** @default 22 */
            port: number;
            /** @default [] */
            running: string[];
            /** @default  */
            system: string;
            /** @default  */
            version: string;
        };
        /**
         * HardwareChecked
         * @description ``warning``: something does not answer or does not fit the model; ``reason`` and ``problems`` say what.
         *
         *         ``skipped``: this unit has no such hardware.
         */
        HardwareChecked: {
            /** @default [] */
            problems: components["schemas"]["Problem"][];
            /** @default null */
            reason: string | null;
            /** @enum {unknown} */
            status: "ok" | "skipped" | "warning";
        };
        /**
         * Health
         * @description The unit's web server answers.
         */
        Health: {
            pioreactor_unit: string;
            /** @enum {unknown} */
            status: "ok";
            utc_time: string;
        };
        /**
         * HistoricalAssignment
         * @description A unit that works or worked for an experiment.
         */
        HistoricalAssignment: {
            experiment: string;
            is_currently_assigned_to_experiment: boolean;
            pioreactor_unit: string;
        };
        /**
         * IPv4
         * @description The addresses of the unit, joined with commas.
         */
        IPv4: {
            ipv4_address: string;
        };
        /**
         * JobDescriptor
         * @description A job on the page; ``job_name`` is what ``pio run`` takes.
         */
        JobDescriptor: {
            /** @default null */
            description: string | null;
            display: boolean;
            display_name: string;
            /** @default false */
            is_testing: boolean;
            job_name: string;
            /** @default [] */
            published_settings: components["schemas"]["SettingDescriptor"][];
            /** @default null */
            source: string | null;
            /** @default null */
            subtext: string | null;
        };
        /**
         * JobEnding
         * @description How a job stands or ended. ``exit_code`` 0: it did what it was asked to; below 0: ended by that signal.
         *
         *         ``said``: its last line, such as ``Moved 0.500 mL of media in 5.0 s.`` Both are None while it runs, and for a job
         *         that was started elsewhere or before the web server.
         */
        JobEnding: {
            ended_at: string | null;
            exit_code: number | null;
            experiment: string;
            is_running: boolean;
            job_id: number;
            job_name: string;
            said: string | null;
            started_at: string;
        };
        /**
         * JobHistoryRow
         * @description A job that runs or ran on this unit since its start.
         */
        JobHistoryRow: {
            ended_at: string | null;
            experiment: string;
            job_id: number;
            job_name: string;
            job_source: string;
            started_at: string;
            unit: string;
        };
        /**
         * JobOverview
         * @description A running job: its state word and the last value of each published setting, as its MQTT topic carries it.
         *
         *         ``is_long_running``: it belongs to the unit and not to an experiment, whose end it outlives.
         */
        JobOverview: {
            /** @default false */
            is_long_running: boolean;
            settings: {
                [key: string]: string;
            };
            state: string | null;
        };
        /**
         * JobSettings
         * @description The published settings of a running job.
         */
        JobSettings: {
            settings: Record<string, never>;
        };
        /**
         * JobStart
         * @description How a job is started; all optional. ``None`` as an option's value means a bare flag.
         */
        JobStart: {
            /** @default [] */
            args: string[];
            /** @default [] */
            config_overrides: [
                string,
                string,
                string
            ][];
            /** @default {} */
            env: {
                [key: string]: string | null;
            };
            /** @default {} */
            options: {
                [key: string]: string | number | boolean | null;
            };
        };
        /**
         * JobStarted
         * @description The job runs, or has ended well. ``job_id``: its number on the unit, where it has registered itself by now.
         */
        JobStarted: {
            job_id?: number;
            /**
             * @default true
             * @enum {unknown}
             */
            ok: true;
        };
        /**
         * JobStop
         * @description Which jobs to stop; the given filters must all hold, at least one is needed.
         */
        JobStop: {
            /** @default null */
            experiment: string | null;
            /** @default null */
            job_id: number | null;
            /** @default null */
            job_name: string | null;
            /** @default null */
            job_source: string | null;
        };
        /**
         * JobToRestart
         * @description A job that ought to run. ``restarts``: it is started again by itself after a crash or a power cut.
         *
         *         ``is_running``: now; ``is_paused``: it sleeps, and would after a restart; ``crashes``: restarts that still count.
         */
        JobToRestart: {
            crashes: number;
            experiment: string;
            is_paused: boolean;
            is_running: boolean;
            job_name: string;
            restarts: boolean;
            since: string;
        };
        /**
         * Join
         * @description A unit that joins (``add``) or leaves (``remove``).
         *
         *         ``address``: as it was asked for, empty if it is to be found; ``user``: who logs in for the first time;
         *         ``host_key``: the fingerprint that somebody vouches for; ``sets_clock``: the leader may set the unit's clock;
         *         ``uses``: what else was given, not the secret itself; ``meta``: what has or has not been changed, in a sentence;
         *         ``remains``: what is left to be done on a unit that was away; ``log``: the last lines of Ansible.
         */
        Join: {
            /** @default  */
            address: string;
            /** @default  */
            asked_at: string;
            /** @default  */
            asked_by: string;
            /** @default  */
            began_at: string;
            /** @default  */
            ended_at: string;
            /** @default null */
            failure: components["schemas"]["Failure"] | null;
            /** @default 1 */
            format: number;
            found?: components["schemas"]["Found"];
            /** @default  */
            host_key: string;
            /** @enum {unknown} */
            kind: "add" | "remove";
            /** @default [] */
            log: string[];
            /** @default  */
            message: string;
            /** @default  */
            meta: string;
            /** @default  */
            model_name: string;
            /** @default  */
            model_version: string;
            /**
             * @default asked
             * @enum {unknown}
             */
            outcome: "asked" | "failed" | "interrupted" | "running" | "stopped" | "succeeded";
            /** @default 22 */
            port: number;
            /** @default  */
            remains: string;
            run_id: string;
            /** @default false */
            sets_clock: boolean;
            /** @default [] */
            stages: components["schemas"]["pioreactor.cluster.joining.records.Stage"][];
            /** @default null */
            took_s: number | null;
            unit: string;
            /** @default  */
            user: string;
            /**
             * @default key
             * @enum {unknown}
             */
            uses: "claim_code" | "key" | "password";
        };
        /**
         * JoiningNow
         * @description What there is to know without asking anybody.
         *
         *         ``why_not``: why this leader cannot add a unit, null if it can; ``run``: the one under way, or the last one.
         */
        JoiningNow: {
            run: components["schemas"]["Join"] | null;
            why_not: string | null;
        };
        /**
         * JoinLine
         * @description One run of the history.
         */
        JoinLine: {
            asked_at: string;
            asked_by: string;
            ended_at: string;
            /** @enum {unknown} */
            kind: "add" | "remove";
            message: string;
            outcome: string;
            run_id: string;
            took_s: number | null;
            unit: string;
        };
        /**
         * JournalAck
         * @description The leader holds rows up to ``through`` durably; those up to ``keep_after``, by default all, may be forgotten.
         */
        JournalAck: {
            journal_id: string;
            /** @default null */
            keep_after: number | null;
            through: number;
        };
        /**
         * JournalAcknowledged
         * @description The journal after an acknowledgement.
         */
        JournalAcknowledged: {
            acknowledged: number;
            journal_id: string;
            last: number;
        };
        /**
         * JournalPage
         * @description Recorded messages in order of their numbers; ``last`` is the newest number of this journal.
         */
        JournalPage: {
            journal_id: string;
            last: number;
            rows: components["schemas"]["JournalRow"][];
        };
        /**
         * JournalRow
         * @description One recorded message: ``payload`` as text, ``written_at`` ISO-8601 in UTC.
         */
        JournalRow: {
            number: number;
            payload: string;
            topic: string;
            written_at: string;
        };
        /**
         * LastChange
         * @description The present or last change of a unit's release, as the unit itself has noted it.
         *
         *         ``step``: how far it is, the word of ``release.steps``; ``away_s``: seconds from the switch until all was back;
         *         ``begun_at``: ISO-8601 in UTC.
         */
        LastChange: {
            away_s: number | null;
            begun_at: string;
            come_from: string;
            failure: string;
            has_ended: boolean;
            is_rollback: boolean;
            progress: string;
            step: string;
            to: string;
        };
        /**
         * LatestGrowthRate
         * @description The newest growth rate in 1/h with its credible interval where the estimator gave one.
         */
        LatestGrowthRate: {
            high: number | null;
            low: number | null;
            measured_at: string;
            value: number;
        };
        /**
         * LatestOD
         * @description The newest optical density of the channel that counts (volts or the unit of its calibration).
         */
        LatestOD: {
            angle: string;
            channel: string;
            measured_at: string;
            value: number;
        };
        /**
         * LatestValue
         * @description The newest value of a series (normalised OD: dimensionless, stirrer: 1/min, °C, mL, heater: percent).
         */
        LatestValue: {
            measured_at: string;
            value: number;
        };
        /**
         * LatestValues
         * @description The newest values of a unit in this experiment; None: nothing was measured yet.
         */
        LatestValues: {
            /** @default null */
            growth_rate: components["schemas"]["LatestGrowthRate"] | null;
            /** @default null */
            heater: components["schemas"]["LatestValue"] | null;
            /** @default null */
            normalized_od: components["schemas"]["LatestValue"] | null;
            /** @default null */
            od: components["schemas"]["LatestOD"] | null;
            /** @default null */
            rpm: components["schemas"]["LatestValue"] | null;
            /** @default null */
            temperature: components["schemas"]["LatestValue"] | null;
            /** @default null */
            volume: components["schemas"]["LatestValue"] | null;
        };
        /**
         * LeftOut
         * @description A file that cannot be used, and why.
         */
        LeftOut: {
            file: string;
            reason: string;
        };
        /**
         * LinkOrder
         * @description ``lasts_minutes``: until the link ends, at most 30 days; default an hour.
         */
        LinkOrder: {
            /** @default 60 */
            lasts_minutes: number;
        };
        /**
         * LinkUse
         * @description What stands behind ``#sign-in=`` in a one-time link.
         */
        LinkUse: {
            link: string;
        };
        /**
         * LiveLink
         * @description Where and with which read-only account the page follows the broker.
         */
        LiveLink: {
            password: string;
            url: string;
            username: string;
        };
        /**
         * LockHeld
         * @description Another instance of the same operation runs; nothing was started.
         */
        LockHeld: {
            lock: string;
            remediation: string;
            /** @default 1 */
            retry_after_s: number;
            /**
             * @default running
             * @enum {unknown}
             */
            status: "running";
        };
        /**
         * LogLine
         * @description One line as the web interface shows it.
         */
        LogLine: {
            experiment: string;
            level: string;
            message: string;
            pioreactor_unit: string;
            task: string | null;
            timestamp: string;
        };
        /**
         * LogTail
         * @description Lines of a unit's log file; one of a long message may have no time stamp.
         */
        LogTail: {
            lines: string[];
        };
        /**
         * Me
         * @description Who asks. ``kind``: a person, a script with a token, or a unit (``username`` is then '').
         */
        Me: {
            /** @enum {unknown} */
            kind: "person" | "token" | "unit";
            /** @enum {unknown} */
            role: "admin" | "operator" | "viewer";
            username: string;
        };
        /**
         * MediaRate
         * @description Volumes per hour over the last three clock hours, in mL/h.
         */
        MediaRate: {
            altMediaRate: number;
            mediaRate: number;
        };
        /**
         * Model
         * @description A bioreactor model. Volumes in mL, diameter in mm, temperatures in degrees Celsius.
         */
        Model: {
            display_name: string;
            is_contrib: boolean;
            is_legacy: boolean;
            max_temp_to_disable_heating: number | null;
            max_temp_to_reduce_heating: number | null;
            max_temp_to_shutdown: number | null;
            model_name: string;
            model_version: string;
            reactor_capacity_ml: number;
            reactor_diameter_mm: number;
            reactor_max_fill_volume_ml: number;
        };
        /**
         * ModelChange
         * @description The bioreactor model of a worker.
         */
        ModelChange: {
            model_name: string;
            model_version: string;
        };
        /**
         * Models
         * @description All known models.
         */
        Models: {
            models: components["schemas"]["Model"][];
        };
        /**
         * NewCalibration
         * @description The YAML text of a calibration; its name stands in it.
         */
        NewCalibration: {
            calibration_data: string;
            /** @default false */
            set_as_active: boolean;
        };
        /**
         * NewcomerOnNetwork
         * @description A unit that announces itself and is not in the inventory.
         */
        NewcomerOnNetwork: {
            pioreactor_unit: string;
        };
        /**
         * NewExperiment
         * @description A new experiment. The last three fields are tolerated and ignored.
         */
        NewExperiment: {
            /** @default null */
            created_at: unknown;
            /** @default null */
            delta_hours: unknown;
            /** @default null */
            description: string | null;
            experiment: string;
            /** @default null */
            tags: string[] | null;
            /** @default null */
            worker_count: unknown;
        };
        /**
         * NewLog
         * @description A line for the log, from a page or a script.
         */
        NewLog: {
            level: string;
            message: string;
            source: string;
            /** @default ui */
            source_: string;
            /** @default null */
            task: string | null;
            timestamp: string;
        };
        /**
         * NewSession
         * @description Which device is to be calibrated, and how.
         */
        NewSession: {
            protocol_name: string;
            target_device: string;
        };
        /**
         * NewToken
         * @description ``role``: the most it may do, default that of its owner. ``username``: another owner; for admins only.
         */
        NewToken: {
            /** @default 90 */
            lasts_days: number;
            name: string;
            /** @default null */
            role: ("admin" | "operator" | "viewer") | null;
            /** @default null */
            username: string | null;
        };
        /**
         * NewUpload
         * @description A file that is to come: its name, and how many bytes it has.
         */
        NewUpload: {
            bytes: number;
            name: string;
        };
        /**
         * NewUser
         * @description Somebody to let in; without a password they need a one-time link.
         */
        NewUser: {
            /** @default null */
            password: string | null;
            /** @default  */
            reason: string;
            /** @enum {unknown} */
            role: "admin" | "operator" | "viewer";
            username: string;
        };
        /**
         * NewWorker
         * @description A worker to register; an existing one keeps its experiment and gets the model.
         */
        NewWorker: {
            /** @default null */
            model_name: string | null;
            /** @default null */
            model_version: string | null;
            pioreactor_unit: string;
        };
        /**
         * OpenSession
         * @description A session that still takes answers; ``title``: of its present step, ``protocol_title``: of its protocol.
         */
        OpenSession: {
            created_at: string;
            is_working: boolean;
            protocol_name: string;
            protocol_title: string;
            session_id: string;
            target_device: string;
            title: string;
            updated_at: string;
        };
        /**
         * Option
         * @description An option of a command. ``is_flag``: it takes no value; send it with ``null`` to set it.
         */
        Option: {
            default: unknown;
            help: string | null;
            /** @default false */
            is_flag: boolean;
            long_flag: string;
            multiple: boolean;
            name: string;
            required: boolean;
            type: string;
        };
        /**
         * OutputNow
         * @description An output of a unit that somebody owns or that is on. ``output``: ``gpio12`` or ``led_A``; ``kind``: pwm or led.
         *
         *         ``channel``: 1 to 5, or A to D; None for a pin without a channel. ``used_for``: what the configuration says is
         *         connected (``stirring``, ``heating``, ``media`` …). ``level``: percent. ``job_name``, ``job_id``, ``pid``: whose it
         *         is; None: nobody's, such as a lamp that was set by hand. ``held_s``: wall seconds since it was taken; ``off_in_s``:
         *         clock seconds until it must be off, where it has a limit.
         */
        OutputNow: {
            channel: string | null;
            /** @default null */
            held_s: number | null;
            /** @default null */
            job_id: number | null;
            /** @default null */
            job_name: string | null;
            /** @enum {unknown} */
            kind: "led" | "pwm";
            level: number;
            /** @default null */
            off_in_s: number | null;
            output: string;
            /** @default null */
            pid: number | null;
            used_for: string | null;
        };
        /**
         * OutputsOfUnits
         * @description The outputs that are on, for each unit that answered, and why the others did not.
         */
        OutputsOfUnits: {
            errors: {
                [key: string]: components["schemas"]["UnitReply"];
            };
            outputs: {
                [key: string]: components["schemas"]["OutputNow"][];
            };
        };
        /**
         * Overview
         * @description Everything that the first frame of the page needs. ``experiment`` is None while none exists.
         */
        Overview: {
            experiment: components["schemas"]["Experiment"] | null;
            experiments: components["schemas"]["Experiment"][];
            logs: components["schemas"]["LogLine"][];
            units: components["schemas"]["UnitOverview"][];
        };
        /**
         * PasswordChange
         * @description ``current_password``: needed for one's own, unless there is none yet.
         */
        PasswordChange: {
            /** @default  */
            current_password: string;
            password: string;
        };
        /**
         * PastAlarm
         * @description One alarm from its beginning to its end. ``state`` is the last one known; words and data are the newest.
         */
        PastAlarm: {
            acknowledged_at: string | null;
            acknowledged_by: string | null;
            code: string;
            data: Record<string, never> | null;
            ended_at: string | null;
            experiment: string;
            pioreactor_unit: string;
            raised_at: string;
            remedy: string;
            returned_at: string | null;
            severity: string;
            source: string;
            state: string;
            steps: components["schemas"]["AlarmStep"][];
            text: string;
            title: string;
        };
        /**
         * Stage
         * @description One stage. ``began_at``: ISO-8601; ``took_s``, ``limit_s``: seconds of the wall; ``text``: what came of it.
         *
         *         ``undone``: it had changed something, which was put back.
         */
        "pioreactor.cluster.joining.records.Stage": {
            /** @default  */
            began_at: string;
            limit_s: number;
            name: components["schemas"]["StageName"];
            /**
             * @default waiting
             * @enum {unknown}
             */
            state: "done" | "failed" | "running" | "skipped" | "undone" | "waiting";
            /** @default  */
            text: string;
            title: string;
            /** @default null */
            took_s: number | null;
        };
        /**
         * Stage
         * @description One stage of a unit's way. ``began_at``: ISO-8601; ``took_s``, ``limit_s``: seconds of the wall.
         *
         *         ``check``: does the release fit; ``install``: beside the present one; ``note``: how the unit is doing, and on the
         *         leader the copy of the database; ``switch``: jobs are handed over, the other release starts; ``back``: until every
         *         job and reading is there again; ``stable``: for so long it must stay so.
         */
        "pioreactor.cluster.upgrades.records.Stage": {
            /** @default  */
            began_at: string;
            /** @default null */
            limit_s: number | null;
            /** @enum {unknown} */
            name: "back" | "check" | "install" | "note" | "stable" | "switch";
            /**
             * @default waiting
             * @enum {unknown}
             */
            state: "done" | "failed" | "running" | "skipped" | "undone" | "waiting";
            /** @default  */
            text: string;
            /** @default null */
            took_s: number | null;
        };
        /**
         * Plan
         * @description What would be done, in which order. ``expected_s``: about so long, all of it; without waiting for experiments.
         *
         *         ``database_bytes``: what is copied before the leader changes. ``why_not``: why it cannot begin, null if it can.
         */
        Plan: {
            database_bytes: number;
            expected_s: number;
            /** @enum {unknown} */
            kind: "rollback" | "upgrade";
            units: components["schemas"]["PlannedUnit"][];
            version: string;
            why_not: string | null;
        };
        /**
         * PlannedUnit
         * @description One unit of a plan. ``group``: its place in the order, from 0; units of one group change together.
         *
         *         ``to``: the release that it will use; ``away_s``: about so long it gives no readings, by its last change if there
         *         was one; ``obstacle``: why it cannot change, ``blocks``: and nothing is begun before that is mended.
         */
        PlannedUnit: {
            away_s: number;
            blocks: boolean;
            group: number;
            is_leader: boolean;
            obstacle: string | null;
            running: components["schemas"]["RunningJob"][];
            to: string;
            unit: string;
            version: string | null;
        };
        /**
         * Point
         * @description One point: ``x`` is ISO-8601 in UTC.
         */
        Point: {
            x: string;
            y: number;
        };
        /**
         * Preview
         * @description The first rows, without the columns that an export adds.
         */
        Preview: {
            column_units: {
                [key: string]: string;
            };
            columns: string[];
            rows: unknown[][];
        };
        /**
         * Problem
         * @description Something that is not as it should be. ``severity``: ``error`` (it cannot work) or ``warning``.
         */
        Problem: {
            remedy: string;
            severity: string;
            text: string;
        };
        /**
         * ProtocolRow
         * @description A way to calibrate a device; the lower its ``priority``, the earlier it is offered.
         */
        ProtocolRow: {
            description: string;
            id: string;
            priority: number;
            protocol_name: string;
            requirements: string[];
            target_device: string;
            title: string;
        };
        /**
         * PublishedSetting
         * @description A value that a job publishes.
         */
        PublishedSetting: {
            datatype: string;
            /** @default null */
            settable: boolean | null;
            /** @default null */
            unit: string | null;
        };
        /**
         * ReleaseOfUnit
         * @description ``version``: in use; ``previous``: the one before, empty if there is none; ``python``: such as ``cp311``;
         *         ``free_bytes``: where releases are installed; ``running``: jobs that a change would hand over.
         */
        ReleaseOfUnit: {
            architecture: string;
            change: components["schemas"]["LastChange"] | null;
            free_bytes: number;
            previous: string;
            python: string;
            /** @default [] */
            running: components["schemas"]["RunningJob"][];
            unit: string;
            version: string;
        };
        /**
         * RepairDone
         * @description ``success``: `pio repair` has mended all it found, and `pio status` came to its end. What that found is in it.
         */
        RepairDone: {
            repair: components["schemas"]["CommandRan"];
            status: components["schemas"]["StatusRan"];
            success: boolean;
        };
        /**
         * RestoreChecked
         * @description The backup is whole and fits this version. ``changes``: what a restore would do; nothing was changed.
         *
         *         ``commands``: what to type on the leader to do it, line by line; ``files_option``: to add to it so that the files
         *         beside the database come back as well; ``undo``: to take it back.
         */
        RestoreChecked: {
            changes: components["schemas"]["Comparison"];
            commands: string[];
            files_option: string;
            name: string;
            undo: string[];
        };
        /**
         * RoleChange
         * @description What somebody may do from now on.
         */
        RoleChange: {
            /** @default  */
            reason: string;
            /** @enum {unknown} */
            role: "admin" | "operator" | "viewer";
        };
        /**
         * RowsOfTable
         * @description Rows of a table: now, and in the backup. None: there is no such table.
         */
        RowsOfTable: {
            backup: number | null;
            now: number | null;
        };
        /**
         * Run
         * @description One upgrade or rollback of the cluster.
         *
         *         ``version``: the release that is to come, empty for a rollback; ``bundle``: its file on the leader; ``waits``: each
         *         unit waits until no job runs on it; ``only``: names of units, empty for all; ``step``: what the playbook is doing;
         *         ``log``: the last lines that Ansible said besides.
         */
        Run: {
            /** @default  */
            asked_at: string;
            /** @default  */
            asked_by: string;
            /** @default  */
            began_at: string;
            /** @default  */
            bundle: string;
            /** @default  */
            ended_at: string;
            /** @default 1 */
            format: number;
            /** @enum {unknown} */
            kind: "rollback" | "upgrade";
            /** @default [] */
            log: string[];
            /** @default  */
            message: string;
            /** @default [] */
            only: string[];
            /**
             * @default asked
             * @enum {unknown}
             */
            outcome: "asked" | "failed" | "interrupted" | "running" | "stopped" | "succeeded";
            run_id: string;
            /** @default  */
            step: string;
            /** @default null */
            took_s: number | null;
            /** @default [] */
            units: components["schemas"]["UnitRun"][];
            /** @default  */
            version: string;
            /** @default false */
            waits: boolean;
        };
        /**
         * RunLine
         * @description One run of the history. ``changed``: units that use what was wanted; ``others``: units that do not.
         */
        RunLine: {
            asked_at: string;
            asked_by: string;
            changed: string[];
            ended_at: string;
            /** @enum {unknown} */
            kind: "rollback" | "upgrade";
            message: string;
            others: string[];
            /** @enum {unknown} */
            outcome: "asked" | "failed" | "interrupted" | "running" | "stopped" | "succeeded";
            run_id: string;
            took_s: number | null;
            version: string;
        };
        /**
         * RunningJob
         * @description A job that runs on the unit now.
         */
        RunningJob: {
            experiment: string;
            job_name: string;
        };
        /**
         * RunningJobRow
         * @description A running job with its process.
         */
        RunningJobRow: {
            ended_at: string | null;
            experiment: string;
            is_long_running_job: number;
            is_running: number;
            job_id: number;
            job_name: string;
            job_source: string;
            leader: string;
            pid: number;
            started_at: string;
            unit: string;
        };
        /**
         * Section
         * @description The changes of one version. ``heading``: a part of it, empty for the first; ``items``: a sentence each.
         */
        Section: {
            heading: string;
            items: string[];
            version: string;
        };
        /**
         * Selection
         * @description ``experiments``: their names, or UNIVERSAL_EXPERIMENT for what belongs to none.
         *
         *         ``units``: only these, all if empty. ``start_us``, ``end_us``: microseconds UTC, the end does not belong to it; None
         *         is open.
         */
        Selection: {
            datasets: string[];
            /** @default null */
            end_us: number | null;
            experiments: string[];
            /** @default false */
            partition_by_experiment: boolean;
            /** @default false */
            partition_by_unit: boolean;
            /** @default null */
            start_us: number | null;
            /** @default [] */
            units: string[];
        };
        /**
         * SelfTestResults
         * @description The last self-test of a unit: 1 passed, 0 failed, by test; a test that was never run is left out.
         */
        SelfTestResults: {
            is_running: boolean;
            results: {
                [key: string]: number;
            };
        };
        /**
         * Series
         * @description One line of a chart in columns. ``t``: unix milliseconds, rising.
         *
         *         ``y``: readings, or means of those that a point stands for; of doses the sum. ``y_min``/``y_max``: the extremes
         *         behind each point, where points stand for many readings. ``low``/``high``: the credible interval, where the source
         *         states one.
         */
        Series: {
            channel: string | null;
            /** @default null */
            high: (number | null)[] | null;
            /** @default null */
            low: (number | null)[] | null;
            name: string;
            t: number[];
            unit: string;
            y: number[];
            y_max: number[] | null;
            y_min: number[] | null;
        };
        /**
         * SeriesColumns
         * @description The lines of a chart; ``resolution_s``: seconds per point, 0 for the readings themselves.
         */
        SeriesColumns: {
            resolution_s: number;
            series: components["schemas"]["Series"][];
        };
        /**
         * Session
         * @description What a page needs to know about the appliance it talks to, and who looks at it.
         */
        Session: {
            clock: components["schemas"]["Clock"];
            cluster_name: string;
            leader: string;
            me: components["schemas"]["Me"];
            mqtt: components["schemas"]["LiveLink"];
            simulated: boolean;
            version: string;
        };
        /**
         * SessionInputs
         * @description Answers to the fields of the present step, or the inputs of one of its actions.
         *
         *         ``set_as_active``: a calibration that comes of it is in use at once.
         */
        SessionInputs: {
            /** @default {} */
            inputs: Record<string, never>;
            /** @default true */
            set_as_active: boolean;
        };
        /**
         * SessionNow
         * @description A session and what it shows now.
         *
         *         ``stages``: the parts of its protocol in their order; ``work``: what the hardware does for the answer that is being
         *         worked on; ``refused``: why the hardware did not do what the last answer wanted.
         */
        SessionNow: {
            /** @default null */
            refused: string | null;
            session: components["schemas"]["CalibrationSession"];
            /** @default [] */
            stages: components["schemas"]["StageRow"][];
            step: components["schemas"]["StepView"];
            /** @default null */
            work: components["schemas"]["WorkNow"] | null;
        };
        /**
         * SessionsEnded
         * @description How many browsers were signed out.
         */
        SessionsEnded: {
            ended: number;
        };
        /**
         * SessionStatus
         * @description Where a session stands. Only one in progress takes inputs.
         * @enum {unknown}
         */
        SessionStatus: "aborted" | "complete" | "failed" | "in_progress";
        /**
         * SettingDescriptor
         * @description A setting shown (and perhaps edited) on the page. ``min`` and ``max`` are inclusive.
         */
        SettingDescriptor: {
            /** @default null */
            default: unknown;
            /** @default null */
            description: string | null;
            display: boolean;
            /** @default true */
            editable: boolean;
            key: string;
            /** @default null */
            label: string | null;
            /** @default null */
            max: number | null;
            /** @default null */
            min: number | null;
            /** @enum {unknown} */
            type: "boolean" | "json" | "numeric" | "string";
            /** @default null */
            unit: string | null;
        };
        /**
         * SettingsDescriptor
         * @description A collection of settings that belongs to no job.
         */
        SettingsDescriptor: {
            /** @default null */
            description: string | null;
            display: boolean;
            display_name: string;
            key: string;
            /** @default [] */
            published_settings: components["schemas"]["SettingDescriptor"][];
            /** @default null */
            source: string | null;
            /** @default null */
            subtext: string | null;
        };
        /**
         * SettingsUpdate
         * @description New values for settings of a running job; ``$state`` pauses (``sleeping``) and resumes (``ready``).
         */
        SettingsUpdate: {
            settings: {
                [key: string]: string | number | boolean | null;
            };
        };
        /**
         * SetUpDone
         * @description The ecosystem's answer.
         */
        SetUpDone: {
            msg: string;
        };
        /**
         * SetUpWorker
         * @description The ecosystem's form. It has no room for a password: the leader's key must be on the unit.
         */
        SetUpWorker: {
            /** @default null */
            ipv4_address: string | null;
            model: string;
            name: string;
            version: string;
        };
        /**
         * SharedConfigSaved
         * @description The leader has the new file, as this version. ``units`` tells for each other unit whether it has it too (its
         *         ``value`` is a Brought); those in ``will_catch_up`` get it when they can.
         */
        SharedConfigSaved: {
            /**
             * @default success
             * @enum {unknown}
             */
            status: "success";
            units: {
                [key: string]: components["schemas"]["UnitReply"];
            };
            version: number;
            will_catch_up: string[];
        };
        /**
         * SharedCopy
         * @description The shared file for a unit. ``replaces``: the digest that the unit's copy must have now; None: whatever it is.
         */
        SharedCopy: {
            code: string;
            /** @default null */
            replaces: string | null;
            /** @default null */
            saved_at: string | null;
            /** @default null */
            version: number | null;
        };
        /**
         * SignedInAs
         * @description The session's person; the session itself is in the cookie.
         */
        SignedInAs: {
            /** @enum {unknown} */
            role: "admin" | "operator" | "viewer";
            username: string;
        };
        /**
         * SignIn
         * @description Somebody with their password.
         */
        SignIn: {
            password: string;
            username: string;
        };
        /**
         * SignInLink
         * @description A link that opens one session of somebody: the address of the page and ``path``. It is shown this once.
         */
        SignInLink: {
            expires_at: string;
            path: string;
            username: string;
        };
        /**
         * SignInState
         * @description What somebody who is not signed in may know. ``is_claimed``: there is a first admin.
         */
        SignInState: {
            cluster_name: string;
            is_claimed: boolean;
        };
        /**
         * Space
         * @description Bytes of a disk or of memory.
         */
        Space: {
            available_bytes: number;
            total_bytes: number;
        };
        /**
         * StageName
         * @description Joining: from ``find`` to ``register``. Leaving: from ``retire`` to ``look``.
         * @enum {unknown}
         */
        StageName: "clock" | "disk" | "find" | "forget" | "free" | "identity" | "key" | "leave" | "login" | "look" | "register" | "report" | "retire" | "role" | "software" | "topics";
        /**
         * StageRow
         * @description A part of a protocol: its title and the ids of its steps.
         */
        StageRow: {
            steps: string[];
            title: string;
        };
        /**
         * StartAdding
         * @description A unit to add. Only its name is needed; ``address``: where it is not found by its name.
         *
         *         One of ``claim_code`` (the unit shows it), ``password`` (of ``user``, who may use sudo), or none where the leader's
         *         key is on the unit already. ``host_key``: the fingerprint that a person has compared with the unit's own screen;
         *         not needed with a claim code. ``sets_clock``: the leader may set the unit's clock. ``by``: who asks.
         */
        StartAdding: {
            /** @default  */
            address: string;
            /** @default  */
            by: string;
            /** @default  */
            claim_code: string;
            /** @default  */
            host_key: string;
            /** @default  */
            model_name: string;
            /** @default  */
            model_version: string;
            /** @default  */
            password: string;
            /** @default 22 */
            port: number;
            /** @default false */
            sets_clock: boolean;
            unit: string;
            /** @default  */
            user: string;
        };
        /**
         * StartRemoving
         * @description A unit to remove. ``by``: who asks.
         */
        StartRemoving: {
            /** @default  */
            by: string;
            unit: string;
        };
        /**
         * StartUpgrade
         * @description ``version``: the one of the plan, so that nobody starts another release than was shown; empty for a rollback.
         *
         *         ``units``: only these; empty for all.
         */
        StartUpgrade: {
            /** @default  */
            by: string;
            /** @enum {unknown} */
            kind: "rollback" | "upgrade";
            /** @default [] */
            units: string[];
            /** @default  */
            version: string;
            /** @default false */
            wait_for_experiments: boolean;
        };
        /**
         * Status
         * @description A plain acknowledgement.
         */
        Status: {
            status: string;
        };
        /**
         * StatusCheck
         * @description A line of `pio status`.
         */
        StatusCheck: {
            details: string;
            name: string;
            /** @enum {unknown} */
            status: "FAIL" | "OK" | "WARN";
        };
        /**
         * StatusRan
         * @description `pio status --json`; ``payload`` is what it said, if that can be read.
         */
        StatusRan: {
            payload: components["schemas"]["StatusReport"] | null;
            returncode: number;
            stderr: string;
            stdout: string;
        };
        /**
         * StatusReport
         * @description What `pio status` has found; ``status`` is the worst of the checks.
         */
        StatusReport: {
            checks: components["schemas"]["StatusCheck"][];
            /** @enum {unknown} */
            status: "FAIL" | "OK" | "WARN";
        };
        /**
         * StepField
         * @description One question of a step. Bounds belong to numbers, ``options`` to a choice.
         */
        StepField: {
            /** @default null */
            default: unknown;
            /**
             * @default string
             * @enum {unknown}
             */
            field_type: "bool" | "choice" | "float" | "float_list" | "int" | "string";
            /** @default null */
            help_text: string | null;
            label: string;
            /** @default null */
            max_error_msg: string | null;
            /** @default null */
            maximum: number | null;
            /** @default null */
            min_error_msg: string | null;
            /** @default null */
            minimum: number | null;
            name: string;
            /** @default null */
            options: string[] | null;
            /** @default true */
            required: boolean;
        };
        /**
         * StepView
         * @description A step as it is shown.
         *
         *         ``metadata`` may hold ``chart`` {title, x_label, y_label, series [{id, label, points [{x, y}]}]}, ``table`` {title,
         *         columns, rows} and ``actions`` [{label, inputs}]: other answers than the fields, taken as they stand.
         */
        StepView: {
            body: string;
            /** @default [] */
            fields: components["schemas"]["StepField"][];
            /** @default {} */
            metadata: Record<string, never>;
            step_id: string;
            /** @enum {unknown} */
            step_type: "action" | "confirm" | "form" | "info" | "result";
            title: string;
        };
        /**
         * StopOutcome
         * @description What became of one process that was told to stop. ``took_s`` in wall seconds; ``outputs``: what it had on.
         */
        StopOutcome: {
            job_id: number;
            job_name: string;
            /** @enum {unknown} */
            outcome: "already gone" | "killed" | "still running" | "stopped" | "terminated";
            /** @default [] */
            outputs: components["schemas"]["StoppedOutput"][];
            pid: number;
            took_s: number;
        };
        /**
         * StoppedOutput
         * @description An output that a stopped job had on: ``gpio17`` or ``led_A``, its name for people, and whether it is off now.
         *
         *         ``detail``: ``off, confirmed`` (it was read back), or why it is not. ``used_for``: what hangs on it by the
         *         configuration (``stirring``, ``heating``, ``media`` …), empty where that is unknown.
         */
        StoppedOutput: {
            detail: string;
            is_off: boolean;
            name: string;
            output: string;
            /** @default  */
            used_for: string;
        };
        /**
         * Stored
         * @description What was stored, and where on the unit.
         */
        Stored: {
            msg: string;
            path: string;
        };
        /**
         * StoredAutomationEvent
         * @description What an automation did or decided. ``automation_type``: dosing, led or temperature; the rest is as it came.
         */
        StoredAutomationEvent: {
            automation_type: string;
            data: Record<string, never> | null;
            event_name: string;
            message: string | null;
            pioreactor_unit: string;
            timestamp: string;
        };
        /**
         * TaskAccepted
         * @description The work goes on in the background; poll ``result_url_path`` on the same host.
         */
        TaskAccepted: {
            result_url_path: string;
            /**
             * @default accepted
             * @enum {unknown}
             */
            status: "accepted";
            task_id: string;
            unit: string;
        };
        /**
         * TaskLine
         * @description A background task in a list. ``what``: the request that asked for it; empty for the server's own.
         */
        TaskLine: {
            ended_at: string | null;
            error: string | null;
            result_url_path: string;
            /** @enum {unknown} */
            status: "failed" | "pending" | "succeeded";
            submitted_at: string;
            task_id: string;
            what: string;
        };
        /**
         * TaskProgress
         * @description How far a background task is: ``done`` of ``total`` steps.
         */
        TaskProgress: {
            done: number;
            total: number;
        };
        /**
         * TaskResult
         * @description Where a background task stands.
         *
         *         ``progress`` is an addition to the ecosystem's form: units answered so far, out of ``total``.
         */
        TaskResult: {
            cause?: string | null;
            error?: string;
            progress?: components["schemas"]["TaskProgress"];
            remediation?: string | null;
            result?: unknown;
            result_url_path: string;
            /** @enum {unknown} */
            status: "failed" | "pending" | "running" | "succeeded";
            task_id: string;
        };
        /**
         * TimeSeries
         * @description Names of series and their points, aligned by index.
         */
        TimeSeries: {
            data: components["schemas"]["Point"][][];
            series: string[];
        };
        /**
         * TokenMade
         * @description ``token`` is shown this once; only its digest is kept.
         */
        TokenMade: {
            expires_at: string;
            name: string;
            /** @enum {unknown} */
            role: "admin" | "operator" | "viewer";
            token: string;
            token_id: number;
            username: string;
        };
        /**
         * UnitAssignment
         * @description What the leader tells a unit about itself; the unit keeps it on its own disk.
         */
        UnitAssignment: {
            /** @default null */
            assigned_at: string | null;
            experiment: string | null;
            /** @default true */
            is_active: boolean;
            /** @default null */
            model_name: string | null;
            /** @default null */
            model_version: string | null;
        };
        /**
         * UnitError
         * @description Why one unit of a fan-out gave no value.
         */
        UnitError: {
            cause: string | null;
            /** @enum {unknown} */
            kind: "connection_error" | "decode_error" | "http_error" | "invalid_response" | "missing_result" | "task_exception" | "task_failed" | "task_incomplete" | "task_timeout";
            message: string;
            remediation: string | null;
        };
        /**
         * UnitLabel
         * @description The name of a unit within an experiment; an empty label removes it.
         */
        UnitLabel: {
            label: string;
            unit: string;
        };
        /**
         * UnitOfCluster
         * @description A unit as it tells itself; ``release`` is null, and ``error`` says why, where it does not answer.
         */
        UnitOfCluster: {
            error: string | null;
            is_leader: boolean;
            release: components["schemas"]["ReleaseOfUnit"] | null;
            unit: string;
        };
        /**
         * UnitOverview
         * @description A unit of the experiment. What the unit tells itself (``jobs``, ``alarms``, ``outputs``, ``is_guarded``,
         *         ``vial``, ``restart``, ``bottles``; see UnitSnapshot) is None when it did not answer within a second. ``problems``:
         *         what it could not read of itself.
         *
         *         ``color_slot``: 1 to 12, the unit's place in the palette; the same in every experiment.
         */
        UnitOverview: {
            /** @default null */
            alarms: components["schemas"]["Alarm"][] | null;
            /** @default null */
            bottles: components["schemas"]["BottleOverview"][] | null;
            color_slot: number;
            is_active: boolean;
            /** @default null */
            is_guarded: boolean | null;
            jobs: {
                [key: string]: components["schemas"]["JobOverview"];
            } | null;
            label: string | null;
            latest: components["schemas"]["LatestValues"];
            model_name: string | null;
            model_version: string | null;
            /** @default null */
            outputs: components["schemas"]["OutputNow"][] | null;
            pioreactor_unit: string;
            /** @default [] */
            problems: string[];
            /** @default null */
            restart: components["schemas"]["JobToRestart"][] | null;
            /** @default null */
            vial: components["schemas"]["VialOverview"] | null;
        };
        /**
         * UnitRef
         * @description Names a unit.
         */
        UnitRef: {
            pioreactor_unit: string;
        };
        /**
         * UnitReply
         * @description One unit's part of a fan-out result: ``value`` where ``ok``, otherwise ``error``.
         */
        UnitReply: {
            error?: components["schemas"]["UnitError"];
            ok: boolean;
            retryable?: boolean;
            status_code?: number | null;
            unit: string;
            value?: unknown;
        };
        /**
         * UnitRow
         * @description A unit of the cluster: the leader or a worker.
         */
        UnitRow: {
            pioreactor_unit: string;
        };
        /**
         * UnitRun
         * @description One unit in a run. ``text``: what it does, or why it ended so; ``away_s``: from its switch until all was back.
         *
         *         ``state``: ``unchanged`` has the release that it had, ``returned`` changed and went back, ``failed`` was stopped
         *         before its switch, ``unreachable`` was left out, ``stuck`` needs a person.
         */
        UnitRun: {
            /** @default null */
            away_s: number | null;
            /** @default  */
            come_from: string;
            /** @default false */
            is_leader: boolean;
            /** @default [] */
            stages: components["schemas"]["pioreactor.cluster.upgrades.records.Stage"][];
            /**
             * @default waiting
             * @enum {unknown}
             */
            state: "done" | "failed" | "returned" | "running" | "stuck" | "unchanged" | "unreachable" | "waiting";
            /** @default  */
            text: string;
            /** @default  */
            to: string;
            unit: string;
        };
        /**
         * UnitSnapshot
         * @description What a unit tells about itself in one reply. A part that cannot be read is None, and ``problems`` says why.
         *
         *         ``vial`` is None also while the unit works for no experiment. ``is_guarded``: its guardian lives, so pumps and
         *         heater may be switched on. ``restart``: what it starts again by itself after a crash or a power cut. ``bottles``:
         *         those that are tracked.
         */
        UnitSnapshot: {
            alarms: components["schemas"]["Alarm"][] | null;
            /** @default null */
            bottles: components["schemas"]["BottleOverview"][] | null;
            is_guarded: boolean | null;
            jobs: {
                [key: string]: components["schemas"]["JobOverview"];
            } | null;
            outputs: components["schemas"]["OutputNow"][] | null;
            /** @default [] */
            problems: string[];
            restart: components["schemas"]["JobToRestart"][] | null;
            vial: components["schemas"]["VialOverview"] | null;
        };
        /**
         * UnitState
         * @description The unit's own record of its assignment.
         */
        UnitState: {
            /** @default null */
            assigned_at: string | null;
            experiment: string | null;
            /** @default true */
            is_active: boolean;
            /** @default null */
            model_name: string | null;
            /** @default null */
            model_version: string | null;
            /**
             * @default success
             * @enum {unknown}
             */
            status: "success";
            updated_at: string;
        };
        /**
         * UpdateFromArchive
         * @description The ecosystem's form: a bundle on the leader, and ``$broadcast`` or a name.
         */
        UpdateFromArchive: {
            release_archive_location: string;
            /** @default $broadcast */
            units: string;
        };
        /**
         * UpdateNext
         * @description The ecosystem's form: to the next release that there is on the internet.
         */
        UpdateNext: {
            /** @default $broadcast */
            units: string;
        };
        /**
         * UpgradesNow
         * @description What there is to know without asking the units.
         *
         *         ``version``: of the leader; ``why_not``: why this leader cannot upgrade anything, null if it can; ``bundle``: the
         *         release that was uploaded; ``news``: what it brings that the leader does not have; ``run``: the one under way, or
         *         the last one.
         */
        UpgradesNow: {
            bundle: components["schemas"]["Bundle"] | null;
            news: components["schemas"]["Section"][];
            run: components["schemas"]["Run"] | null;
            version: string;
            why_not: string | null;
        };
        /**
         * Upload
         * @description A file that is arriving. ``piece_bytes``: at most so many at a time.
         */
        Upload: {
            bytes: number;
            name: string;
            /** @default 524288 */
            piece_bytes: number;
            /** @default 0 */
            received_bytes: number;
            upload_id: string;
        };
        /**
         * Uploaded
         * @description The ecosystem's answer: where the file is now.
         */
        Uploaded: {
            /** @enum {unknown} */
            message: "File uploaded successfully";
            save_path: string;
        };
        /**
         * User
         * @description ``role``: viewer, operator or admin. ``sessions``: browsers that are signed in. Times are ISO-8601 in UTC.
         */
        User: {
            created_at: string;
            has_password: boolean;
            role: string;
            seen_at: string | null;
            sessions: number;
            username: string;
        };
        /**
         * Verification
         * @description ``broken_at``: the first event that does not fit, or None. ``last_hash``: of the newest event that does fit.
         */
        Verification: {
            /** @default null */
            broken_at: number | null;
            /** @default null */
            cause: string | null;
            events: number;
            is_whole: boolean;
            last_hash: string;
        };
        /**
         * VialChange
         * @description New values for variables of the vial, by a person who has filled or emptied it. ``by``: who says so.
         */
        VialChange: {
            /** @default null */
            by: string | null;
            values: {
                [key: string]: number;
            };
        };
        /**
         * VialOverview
         * @description What is in a vial by book-keeping. Volumes in mL; ``volume_sd_ml``: one standard deviation.
         *
         *         ``max_fill_ml``, ``capacity_ml``, ``headroom_ml`` (what may still come in) are None while the unit has no model.
         */
        VialOverview: {
            alt_media_fraction: number;
            /** @default null */
            capacity_ml: number | null;
            cumulative_alt_media_added_ml: number;
            cumulative_media_added_ml: number;
            cumulative_waste_removed_ml: number;
            current_volume_ml: number;
            efflux_tube_volume_ml: number;
            /** @default null */
            headroom_ml: number | null;
            /** @default null */
            max_fill_ml: number | null;
            /** @default null */
            volume_sd_ml: number | null;
        };
        /**
         * VialValues
         * @description Variables of the vial and their values: volumes in mL, ``alt_media_fraction`` 0 to 1.
         */
        VialValues: {
            values: {
                [key: string]: number;
            };
        };
        /**
         * WebServer
         * @description ``state``: it answers, so it is ready. ``raw_status``: in systemd's word, or that it runs without it.
         */
        WebServer: {
            raw_status: string;
            service: string;
            /** @enum {unknown} */
            state: "disconnected" | "ready";
        };
        /**
         * Worker
         * @description One unit of the inventory. ``is_active``: 1, or 0 when no jobs may be started on it.
         */
        Worker: {
            added_at: string;
            is_active: number;
            model_name: string | null;
            model_version: string | null;
            pioreactor_unit: string;
        };
        /**
         * WorkerAssignment
         * @description A worker and its experiment, if it has one.
         */
        WorkerAssignment: {
            experiment: string | null;
            is_active: number;
            pioreactor_unit: string;
        };
        /**
         * WorkerExperiment
         * @description What a worker works for.
         */
        WorkerExperiment: {
            experiment: string | null;
            is_active: number;
            model_name: string | null;
            model_version: string | null;
            pioreactor_unit: string;
        };
        /**
         * WorkerModel
         * @description The model of a worker.
         */
        WorkerModel: {
            display_name: string;
            is_contrib: boolean;
            is_legacy: boolean;
            max_temp_to_disable_heating: number | null;
            max_temp_to_reduce_heating: number | null;
            max_temp_to_shutdown: number | null;
            model_name: string;
            model_version: string;
            pioreactor_unit: string;
            reactor_capacity_ml: number;
            reactor_diameter_mm: number;
            reactor_max_fill_volume_ml: number;
        };
        /**
         * WorkerWithAddress
         * @description A worker with its configured IPv4 address, where it has one.
         */
        WorkerWithAddress: {
            added_at: string;
            ipv4_address: string | null;
            is_active: number;
            model_name: string | null;
            model_version: string | null;
            pioreactor_unit: string;
        };
        /**
         * WorkNow
         * @description What the hardware does for an answer: the share that is done, 0 to 1, and what was measured so far (x, y).
         */
        WorkNow: {
            began_at: string;
            /** @default [] */
            points: [
                number,
                number
            ][];
            /** @default 0 */
            share: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    get_api_alarms: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlarmsOfUnits"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_alarms_history: {
        parameters: {
            query?: {
                code?: string | null;
                limit?: number;
                skip?: number;
                unit?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PastAlarm"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_audit: {
        parameters: {
            query?: {
                actor?: string;
                limit?: number;
                skip?: number;
                text?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditEvent"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_audit_verification: {
        parameters: {
            query?: {
                expect?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Verification"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_automations_descriptors_kind: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                kind: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AutomationDescriptor"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_backups: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Backups"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_backups: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BackupRun"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_backups_name_check: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CheckRestore"];
            };
        };
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_backups_copy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CopyBackup"];
            };
        };
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BackupRun"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_backups_runs_run_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BackupRun"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_ca_pem: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-x509-ca-cert": string;
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_charts_descriptors: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChartDescriptor"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_config_check: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfigDraft"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigFaults"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_config_options: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigSection"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_config_preview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfigDraft"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigPreview"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_config_shared: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_api_config_shared: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfigEdit"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharedConfigSaved"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_config_shared_history: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigVersion"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_config_shared_preview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfigCode"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigDiff"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_config_sync: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigSync"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_config_units_unit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                unit: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigsOfUnits"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_config_units_unit_diff: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                unit: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigDiffs"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_config_units_unit_edited_history: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                unit: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigVersion"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_config_units_unit_specific: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                unit: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_api_config_units_unit_specific: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                unit: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfigEdit"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_config_units_unit_specific_history: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                unit: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigVersion"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_config_units_unit_sync: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                unit: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_config_zipped: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_datasets_exportable: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dataset"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_datasets_exportable_name_preview: {
        parameters: {
            query?: {
                n_rows?: number;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>[];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_datasets_exportable_name_preview: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DatasetSelection"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preview"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_datasets_exportable_estimate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExportRequest"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: components["schemas"]["Estimate"];
                    };
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_datasets_exportable_export: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExportRequest"];
            };
        };
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_datasets_left_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LeftOut"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_dead_letters: {
        parameters: {
            query?: {
                limit?: number;
                skip?: number;
                text?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetters"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_dead_letters_number: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetter"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_dead_letters_forget: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeadLetterChoice"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLettersForgotten"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_dead_letters_replay: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeadLetterChoice"];
            };
        };
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_deleted_experiments: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeletedExperiment"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_api_deleted_experiments_experiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_deleted_experiments_experiment_restore: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Experiment"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_experiments: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Experiment"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_experiments: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewExperiment"];
            };
        };
        responses: {
            /** @description The reply. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Experiment"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_experiments_experiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Experiment"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_api_experiments_experiment: {
        parameters: {
            query?: {
                at_once?: boolean;
            };
            header?: never;
            path: {
                experiment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_api_experiments_experiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExperimentChange"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Experiment"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_experiments_experiment_alarms: {
        parameters: {
            query?: {
                code?: string | null;
                limit?: number;
                skip?: number;
                unit?: string | null;
            };
            header?: never;
            path: {
                experiment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PastAlarm"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_experiments_experiment_automation_events: {
        parameters: {
            query?: {
                automation_type?: string | null;
                limit?: number;
                skip?: number;
                unit?: string | null;
                with_no_event?: boolean;
            };
            header?: never;
            path: {
                experiment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredAutomationEvent"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_experiments_experiment_contents: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExperimentRecord"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_experiments_experiment_historical_worker_assignments: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HistoricalAssignment"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_experiments_experiment_jobs_stop: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_api_experiments_experiment_jobs_stop: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_experiments_experiment_logs: {
        parameters: {
            query?: {
                min_level?: string;
                skip?: number;
            };
            header?: never;
            path: {
                experiment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogLine"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_experiments_experiment_media_rates: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: components["schemas"]["MediaRate"];
                    };
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_experiments_experiment_recent_logs: {
        parameters: {
            query?: {
                min_level?: string;
                skip?: number;
            };
            header?: never;
            path: {
                experiment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogLine"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_experiments_experiment_series_name: {
        parameters: {
            query?: {
                end?: string | null;
                start?: string | null;
                target_points?: number;
                unit?: string | null;
            };
            header?: never;
            path: {
                experiment: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeriesColumns"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_experiments_experiment_series_name_column: {
        parameters: {
            query?: {
                end?: string | null;
                start?: string | null;
                target_points?: number;
                unit?: string | null;
            };
            header?: never;
            path: {
                column: string;
                experiment: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeriesColumns"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_experiments_experiment_time_series_name: {
        parameters: {
            query?: {
                lookback?: number;
                target_points?: number;
            };
            header?: never;
            path: {
                experiment: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TimeSeries"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_experiments_experiment_time_series_name_column: {
        parameters: {
            query?: {
                lookback?: number;
                target_points?: number;
            };
            header?: never;
            path: {
                column: string;
                experiment: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TimeSeries"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_experiments_experiment_unit_labels: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: string;
                    };
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    put_api_experiments_experiment_unit_labels: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UnitLabel"];
            };
        };
        responses: {
            /** @description The reply. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_api_experiments_experiment_unit_labels: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UnitLabel"];
            };
        };
        responses: {
            /** @description The reply. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_experiments_experiment_workers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExperimentWorker"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    put_api_experiments_experiment_workers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UnitRef"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AssignmentDone"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_api_experiments_experiment_workers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_api_experiments_experiment_workers_worker: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AssignmentDone"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_experiments_active: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Experiment"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_experiments_assignment_count: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AssignmentCount"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_experiments_latest: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Experiment"] | null;
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_exports: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Exports"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_exports_run_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportLine"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_api_exports_run_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_exports_run_id_stop: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_jobs_descriptors: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobDescriptor"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_joining: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JoiningNow"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_joining_add: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StartAdding"];
            };
        };
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Join"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_joining_remove: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StartRemoving"];
            };
        };
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Join"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_joining_runs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JoinLine"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_joining_runs_run_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Join"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_joining_stop: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_local_access_point: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessPoint"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_logs: {
        parameters: {
            query?: {
                min_level?: string;
                skip?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogLine"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_models: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Models"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_openapi_json: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_overview: {
        parameters: {
            query?: {
                experiment?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Overview"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_settings_descriptors: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettingsDescriptor"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInState"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedInAs"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_sign_in_claim: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Claim"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedInAs"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_sign_in_link: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkUse"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedInAs"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_sign_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_system_update_from_archive: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateFromArchive"];
            };
        };
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_system_update_next_version: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateNext"];
            };
        };
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_system_upload: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Uploaded"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_system_utc_clock: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClockWanted"];
            };
        };
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_tokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiToken"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_tokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewToken"];
            };
        };
        responses: {
            /** @description The reply. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenMade"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_api_tokens_token_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_units: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnitRow"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_units_unit_alarms: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                unit: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alarm"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_units_unit_alarms_code_acknowledge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
                unit: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AlarmSeen"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlarmAnswer"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_units_unit_alarms_code_reset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
                unit: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AlarmSeen"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlarmAnswer"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_units_unit_capabilities: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                unit: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_units_unit_dose_preview: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                unit: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DoseQuestion"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DosePreview"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_units_unit_experiments_experiment_logs: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
                unit: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewLog"];
            };
        };
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_units_unit_jobs_outcome_job_id_job_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job_id: number;
                unit: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobEnding"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_units_unit_jobs_run_job_name_job_experiments_experiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
                job: string;
                unit: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobStart"];
            };
        };
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_api_units_unit_jobs_run_job_name_job_experiments_experiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
                job: string;
                unit: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobStart"];
            };
        };
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_units_unit_jobs_running: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                unit: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_units_unit_jobs_stop_all: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                unit: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_api_units_unit_jobs_stop_all: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                unit: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_units_unit_jobs_stop_experiments_experiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
                unit: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_api_units_unit_jobs_stop_experiments_experiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
                unit: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_units_unit_jobs_stop_job_name_job_experiments_experiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
                job: string;
                unit: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_api_units_unit_jobs_stop_job_name_job_experiments_experiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
                job: string;
                unit: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_units_unit_jobs_update_job_name_job_experiments_experiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
                job: string;
                unit: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SettingsUpdate"];
            };
        };
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_api_units_unit_jobs_update_job_name_job_experiments_experiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
                job: string;
                unit: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SettingsUpdate"];
            };
        };
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_units_unit_logs: {
        parameters: {
            query?: {
                min_level?: string;
                skip?: number;
            };
            header?: never;
            path: {
                unit: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogLine"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_units_unit_outputs: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                unit: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OutputsOfUnits"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_units_unit_system_logs: {
        parameters: {
            query?: {
                min_level?: string;
                skip?: number;
            };
            header?: never;
            path: {
                unit: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogLine"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_units_unit_system_reboot: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                unit: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_api_units_unit_system_reboot: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                unit: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_units_unit_system_repair: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                unit: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_api_units_unit_system_repair: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                unit: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_units_unit_system_shutdown: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                unit: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_api_units_unit_system_shutdown: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                unit: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_units_unit_system_utc_clock: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                unit: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_units_unit_versions_app: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                unit: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_units_worker_bioreactor_experiments_experiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VialValues"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_units_worker_bioreactor_update_experiments_experiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
                worker: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VialChange"];
            };
        };
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_api_units_worker_bioreactor_update_experiments_experiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
                worker: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VialChange"];
            };
        };
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_units_worker_bottles: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bottles"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_api_units_worker_bottles: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                worker: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BottleChange"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bottles"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_units_worker_self_test_results: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SelfTestResults"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_upgrades: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UpgradesNow"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_api_upgrades_bundle: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_upgrades_plan: {
        parameters: {
            query?: {
                kind?: "rollback" | "upgrade";
                units?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_upgrades_runs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunLine"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_upgrades_runs_run_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_upgrades_start: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StartUpgrade"];
            };
        };
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_upgrades_stop: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_upgrades_units: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnitOfCluster"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_upgrades_uploads: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewUpload"];
            };
        };
        responses: {
            /** @description The reply. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_upgrades_uploads_upload_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    put_api_upgrades_uploads_upload_id: {
        parameters: {
            query: {
                offset: number;
            };
            header?: never;
            path: {
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_api_upgrades_uploads_upload_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_upgrades_uploads_upload_id_finish: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_users: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_users: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewUser"];
            };
        };
        responses: {
            /** @description The reply. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_api_users_username: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                username: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_api_users_username: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                username: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoleChange"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    put_api_users_username_password: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                username: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_api_users_username_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                username: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionsEnded"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_users_username_sign_in_link: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                username: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkOrder"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInLink"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_workers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkerWithAddress"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    put_api_workers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewWorker"];
            };
        };
        responses: {
            /** @description The reply. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_workers_unit_capabilities: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                unit: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_workers_unit_dose_preview: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                unit: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DoseQuestion"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DosePreview"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_workers_unit_experiments_experiment_logs: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
                unit: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewLog"];
            };
        };
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_workers_unit_jobs_outcome_job_id_job_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job_id: number;
                unit: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobEnding"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_workers_unit_jobs_run_job_name_job_experiments_experiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
                job: string;
                unit: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobStart"];
            };
        };
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_api_workers_unit_jobs_run_job_name_job_experiments_experiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
                job: string;
                unit: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobStart"];
            };
        };
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_workers_unit_jobs_running: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                unit: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_workers_unit_jobs_stop_experiments_experiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
                unit: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_api_workers_unit_jobs_stop_experiments_experiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
                unit: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_workers_unit_jobs_stop_job_name_job_experiments_experiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
                job: string;
                unit: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_api_workers_unit_jobs_stop_job_name_job_experiments_experiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
                job: string;
                unit: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_workers_unit_jobs_update_job_name_job_experiments_experiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
                job: string;
                unit: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SettingsUpdate"];
            };
        };
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_api_workers_unit_jobs_update_job_name_job_experiments_experiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
                job: string;
                unit: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SettingsUpdate"];
            };
        };
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_workers_worker: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Worker"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_api_workers_worker: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_workers_worker_active_calibrations: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_api_workers_worker_active_calibrations_device: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                device: string;
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_api_workers_worker_active_calibrations_device_name: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                device: string;
                name: string;
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_workers_worker_automations_descriptors_kind: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                kind: string;
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AutomationDescriptor"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_workers_worker_bioreactor_experiments_experiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VialValues"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_workers_worker_bioreactor_update_experiments_experiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
                worker: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VialChange"];
            };
        };
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_api_workers_worker_bioreactor_update_experiments_experiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
                worker: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VialChange"];
            };
        };
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_workers_worker_blink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_workers_worker_bottles: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bottles"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_api_workers_worker_bottles: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                worker: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BottleChange"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bottles"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_workers_worker_calibration_protocols: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_workers_worker_calibrations: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_workers_worker_calibrations_device: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                device: string;
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_workers_worker_calibrations_device: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                device: string;
                worker: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCalibration"];
            };
        };
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_workers_worker_calibrations_device_name: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                device: string;
                name: string;
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_api_workers_worker_calibrations_device_name: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                device: string;
                name: string;
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_workers_worker_calibrations_device_name_file: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                device: string;
                name: string;
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/yaml": string;
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_workers_worker_calibrations_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_workers_worker_calibrations_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                worker: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSession"];
            };
        };
        responses: {
            /** @description The reply. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionNow"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_workers_worker_calibrations_sessions_session_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: string;
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionNow"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_workers_worker_calibrations_sessions_session_id_abort: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: string;
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionNow"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_workers_worker_calibrations_sessions_session_id_inputs: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: string;
                worker: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SessionInputs"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionNow"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_workers_worker_calibrations_sessions_session_id_stop: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: string;
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionNow"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_workers_worker_experiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkerExperiment"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_workers_worker_experiments_experiment_logs: {
        parameters: {
            query?: {
                min_level?: string;
                skip?: number;
            };
            header?: never;
            path: {
                experiment: string;
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogLine"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_workers_worker_experiments_experiment_recent_logs: {
        parameters: {
            query?: {
                min_level?: string;
                skip?: number;
            };
            header?: never;
            path: {
                experiment: string;
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogLine"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_workers_worker_experiments_experiment_time_series_name: {
        parameters: {
            query?: {
                lookback?: number;
                target_points?: number;
            };
            header?: never;
            path: {
                experiment: string;
                name: string;
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TimeSeries"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_workers_worker_experiments_experiment_time_series_name_column: {
        parameters: {
            query?: {
                lookback?: number;
                target_points?: number;
            };
            header?: never;
            path: {
                column: string;
                experiment: string;
                name: string;
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TimeSeries"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_workers_worker_hardware_check: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_api_workers_worker_hardware_check: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    put_api_workers_worker_is_active: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                worker: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ActiveChange"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_workers_worker_jobs_descriptors: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobDescriptor"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_workers_worker_jobs_settings_job_name_job_experiments_experiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
                job: string;
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_workers_worker_jobs_settings_job_name_job_setting_setting_experiments_experiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
                job: string;
                setting: string;
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_workers_worker_model: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkerModel"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    put_api_workers_worker_model: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                worker: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ModelChange"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_workers_worker_self_test_results: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SelfTestResults"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_workers_worker_settings_descriptors: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettingsDescriptor"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_workers_worker_system_utc_clock: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_api_workers_worker_system_utc_clock: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_workers_worker_zipped_calibrations: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_workers_assignments: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkerAssignment"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_api_workers_assignments: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_workers_discover: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewcomerOnNetwork"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_workers_setup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetUpWorker"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetUpDone"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_exports_filename: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                filename: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_active_calibrations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: Record<string, never>;
                    };
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_unit_api_active_calibrations_device: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                device: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_unit_api_active_calibrations_device_name: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                device: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_alarms: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alarm"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_unit_api_alarms_code_acknowledge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AlarmSeen"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlarmAnswer"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_unit_api_alarms_code_reset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AlarmSeen"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlarmAnswer"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_assignment: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnitState"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    put_unit_api_assignment: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UnitAssignment"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnitState"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_automations_descriptors_kind: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                kind: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AutomationDescriptor"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_bioreactor_experiments_experiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VialValues"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_unit_api_bioreactor_experiments_experiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VialChange"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VialValues"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_bottles: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bottles"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_unit_api_bottles: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BottleChange"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bottles"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_calibration_protocols: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtocolRow"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_calibrations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: Record<string, never>[];
                    };
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_calibrations_device: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                device: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>[];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_unit_api_calibrations_device: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                device: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCalibration"];
            };
        };
        responses: {
            /** @description The reply. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stored"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_calibrations_device_name: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                device: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_unit_api_calibrations_device_name: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                device: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_calibrations_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenSession"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_unit_api_calibrations_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSession"];
            };
        };
        responses: {
            /** @description The reply. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionNow"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_calibrations_sessions_session_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionNow"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_unit_api_calibrations_sessions_session_id_abort: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionNow"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_unit_api_calibrations_sessions_session_id_inputs: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SessionInputs"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionNow"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_unit_api_calibrations_sessions_session_id_stop: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionNow"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_capabilities: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Capability"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_config_merged: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: {
                            [key: string]: string | null;
                        };
                    };
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_unit_api_config_shared: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SharedCopy"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_unit_api_config_shared: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SharedCopy"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_config_specific: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_unit_api_config_specific: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfigCode"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_unit_api_config_specific: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfigCode"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_config_texts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileTexts"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_config_version: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FilesHeld"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    put_unit_api_config_version: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Confirmation"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_unit_api_dose_preview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DoseQuestion"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DosePreview"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_unit_api_hardware_check: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ModelChange"];
            };
        };
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_unit_api_hardware_check: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ModelChange"];
            };
        };
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_jobs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobHistoryRow"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_jobs_descriptors: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobDescriptor"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_jobs_outcome_job_id_job_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobEnding"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_unit_api_jobs_run_job_name_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobStart"];
            };
        };
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_unit_api_jobs_run_job_name_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobStart"];
            };
        };
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_jobs_running: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunningJobRow"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_jobs_running_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunningJobRow"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_jobs_running_experiments_experiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunningJobRow"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_jobs_settings_job_name_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobSettings"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_unit_api_jobs_settings_job_name_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_jobs_settings_job_name_job_setting_setting: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job: string;
                setting: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_unit_api_jobs_stop: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobStop"];
            };
        };
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_unit_api_jobs_stop: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobStop"];
            };
        };
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_unit_api_jobs_stop_all: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_unit_api_jobs_stop_all: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_journal: {
        parameters: {
            query?: {
                after?: number;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JournalPage"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_unit_api_journal_ack: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JournalAck"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JournalAcknowledged"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_unit_api_journal_ack: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JournalAck"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JournalAcknowledged"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_logs: {
        parameters: {
            query?: {
                count?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogTail"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_long_running_jobs_running: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunningJobRow"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_outputs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OutputNow"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_overview: {
        parameters: {
            query?: {
                experiment?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnitSnapshot"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_self_test_results: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SelfTestResults"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_settings_descriptors: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettingsDescriptor"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_system_disk_space: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Space"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_system_ipv4: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IPv4"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_system_memory: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Space"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_unit_api_system_reboot: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_unit_api_system_reboot: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_system_release: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReleaseOfUnit"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_unit_api_system_remove_file: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FilePath"];
            };
        };
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_unit_api_system_remove_file: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FilePath"];
            };
        };
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_unit_api_system_repair: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_unit_api_system_repair: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_unit_api_system_shutdown: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_unit_api_system_shutdown: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_system_utc_clock: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClockTime"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_unit_api_system_utc_clock: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClockWanted"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClockSet"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_unit_api_system_utc_clock: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClockWanted"];
            };
        };
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClockSet"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_unit_api_system_web_server_restart: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_unit_api_system_web_server_restart: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAccepted"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_system_web_server_status: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebServer"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_task_results: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskLine"][];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_task_results_task_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskResult"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_unit_api_versions_app: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppVersion"];
                };
            };
            /** @description The error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
}
