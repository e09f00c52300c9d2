"""Skills by kind: `name|other spelling|…`, separated by semicolons. A trailing ``*`` marks names that are also everyday
words: they count only next to a job noun, a role or another skill.

`CODE` skills name a developer by themselves ("kotlin jobs" are jobs for a kotlin developer); the others do not.
"""

CODE = """python|py*;java;javascript|js|ecmascript;typescript|ts;go*|golang;rust*;c++|cpp|c plus plus;c#|csharp|c sharp;
    .net|dotnet|dot net|asp.net|.net core;c*;r*;ruby*;ruby on rails|rails*|ror;php;kotlin;swift*;
    objective-c|objective c|objc;scala;elixir*;erlang;haskell;clojure;f#;ocaml;lua;perl;dart*;flutter*;julia*;groovy*;
    cobol;fortran;delphi*;pascal*;matlab;solidity*;vba;visual basic|vb.net;abap;apex*;assembly*;zig;lisp;prolog;crystal*;
    nim;react|reactjs|react.js;react native;angular*|angularjs|angular.js;vue|vuejs|vue.js;svelte;sveltekit;
    next.js|nextjs;nuxt|nuxt.js;node.js|nodejs|node*;express*|express.js;nestjs|nest.js;django;flask*;fastapi|fast api;
    spring boot;spring*;laravel;symfony;wordpress;drupal;magento;shopify*;ember*|ember.js;jquery;electron*;remix*;
    phoenix framework;gatsby;qt;unity*|unity3d;unreal|unreal engine;ios;android;swiftui;jetpack compose;xamarin;ionic;
    html;css;html/css;tailwind|tailwindcss;sass;webgl;three.js;webassembly|wasm;graphql;grpc;cuda;opengl;vulkan;
    embedded c;verilog;vhdl;fpga;plc"""

TOOLS = """sql;nosql;postgresql|postgres|psql;mysql;mariadb;sqlite;mongodb|mongo;redis;cassandra;dynamodb;
    elasticsearch|elastic search;opensearch;neo4j;clickhouse;snowflake*;bigquery|big query;redshift*;databricks;
    oracle database|pl/sql;sql server|mssql|t-sql;supabase;firebase;kafka;rabbitmq;celery*;spark*|pyspark|apache spark;
    hadoop;hive*;airflow|apache airflow;flink;dbt;etl;looker;tableau;power bi|powerbi;qlik;pandas;numpy;
    scikit-learn|sklearn;pytorch;tensorflow;keras;jax*;huggingface|hugging face;langchain;llms|llm|large language models;
    rag*;machine learning|ml;deep learning;computer vision;nlp|natural language processing;reinforcement learning;
    generative ai|genai|gen ai;artificial intelligence|ai;data science*;statistics*;stata;spss;mlops;prompt engineering;
    docker;kubernetes|k8s;helm*;terraform;ansible;puppet*;pulumi;jenkins;github actions;gitlab;git;ci/cd|cicd;linux;unix;
    bash*;powershell;aws|amazon web services;azure;gcp|google cloud|google cloud platform;cloudflare*;openstack;vmware;
    serverless;microservices;rest apis|rest api;prometheus;grafana;datadog*;splunk;networking*;tcp/ip;ccna;cisco*;
    penetration testing|pentesting;cybersecurity|cyber security;siem;cryptography;blockchain;web3;ethereum;ros;robotics;
    selenium;cypress*;playwright;pytest;junit;test automation;agile*;scrum;kanban;jira;confluence;figma;sketch*;adobe xd;
    photoshop;illustrator*;indesign;after effects;premiere pro;blender*;3ds max;cinema 4d;autocad|auto cad;
    solidworks|solid works;revit;catia;ansys;bim;gis|arcgis;salesforce*;hubspot;marketo;zendesk;servicenow;sap;s/4hana;
    netsuite;workday*;dynamics 365;sharepoint;excel*|ms excel|microsoft excel;powerpoint;ms office|microsoft office;
    google analytics;google ads;seo;sem;ppc;copywriting;email marketing;content marketing;quickbooks;xero;ifrs;
    us gaap|gaap;datev;bookkeeping;payroll;cad;cnc;plc programming;scada;hvac;lean;six sigma;gmp;haccp;iso 9001;
    food hygiene;forklift license|forklift licence;hgv;cdl;phlebotomy;epic;emr;cpr;bls;acls;icd-10;gcp compliance;
    clinical trials;pharmacovigilance;crispr;pcr;hplc;cell culture;bioinformatics;negotiation;public speaking;
    stakeholder management;project management;prince2;pmp;itil;user research;wireframing;prototyping;design systems;
    a/b testing"""
